package dev.mayfly.agents.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import jdk.net.UnixDomainPrincipal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.attribute.GroupPrincipal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Timeout(60)
class ValTests {

    enum Side {
        BUY,
        SELL {
            @Override
            boolean gives() {
                return true;
            }
        };

        boolean gives() {
            return false;
        }
    }

    enum Operation {
        PLUS("+", (a, b) -> a + b),
        MINUS("-", (a, b) -> a - b);

        final String sign;
        final IntBinaryOperator does;

        Operation(String sign, IntBinaryOperator does) {
            this.sign = sign;
            this.does = does;
        }
    }

    enum Ringed {
        ONE;

        final Holder self = new Holder(this);
    }

    enum Counting {
        ONE;

        @SuppressWarnings("unused")
        private int count;
    }

    enum Gathering {
        ONE;

        final List<String> heard = new ArrayList<>();
    }

    enum Secretive {
        ONE {
            private final StringBuilder secret = new StringBuilder();

            @Override
            public String toString() {
                return secret.toString();
            }
        };
    }

    sealed interface Shape permits Circle, Group {}

    record Circle(double radius) implements Shape {}

    record Group(Shape left, @Nullable Shape right) implements Shape {}

    sealed interface Gap permits Filled, Torn {}

    record Filled(String with) implements Gap {}

    static final class Torn implements Gap {
        int size;
    }

    record Torso(Gap gap) {}

    record Price(String symbol, BigDecimal amount, Side side) {}

    record Basket(List<Price> prices, Map<String, Object> notes) {}

    record Holder(@Nullable Object content) {}

    record Pair<A, B>(A left, B right) {}

    record Bytes(byte[] bytes) {}

    record Text(@Nullable StringBuilder builder) {}

    record Self(Holder inner) {}

    record Counted(int id) {
        static final List<String> SEEN = new ArrayList<>();
    }

    record Closed(int number, @Nullable Closed next) {}

    record Open(Object content, @Nullable Open next) {}

    record Name(String name) implements Tag<Name> {
        @Override
        public Name handOver() {
            return this;
        }
    }

    static class Sly extends BigDecimal {
        private static final long serialVersionUID = 1;
        int changes;

        Sly() {
            super("1");
        }
    }

    static final class Loud {
        @Override
        public String toString() {
            throw new IllegalStateException("do not call me");
        }
    }

    static Stream<Object> immutable() {
        return Stream.of(simple(), contained(), composed()).flatMap(each -> each);
    }

    private static Stream<Object> simple() {
        return Stream.of(
                "text",
                1,
                2.5,
                'c',
                true,
                Side.BUY,
                Side.SELL,
                Operation.PLUS,
                BigInteger.TEN,
                UUID.randomUUID(),
                Pattern.compile("a"),
                Instant.EPOCH,
                ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of("Europe/Zurich")),
                ZoneId.of("Europe/Zurich"),
                OptionalInt.of(1),
                Val.of("a"));
    }

    private static Stream<Object> contained() {
        var price = new Price("MAY", new BigDecimal("12.50"), Side.SELL);
        return Stream.of(
                List.of(),
                List.of(price),
                List.of(1, 2, 3),
                List.of(1, 2, 3).subList(1, 3),
                List.copyOf(List.of(1, 2, 3, 4)),
                Stream.of(1, null, 3).toList(),
                Stream.empty().toList(),
                Set.of("a", "b"),
                Set.of("a", "b", "c"),
                Map.of("a", List.of(price)),
                Map.of(List.of("a"), 1, List.of("b"), 2),
                Map.entry("a", List.of(1)),
                Collections.emptyList(),
                Collections.singletonMap("a", null),
                Optional.empty(),
                Optional.of(List.of(1)));
    }

    private static Stream<Object> composed() {
        var price = new Price("MAY", new BigDecimal("12.50"), Side.SELL);
        String captured = "captured";
        Supplier<String> lambda = () -> captured;
        Comparator<String> reference = String::compareTo;
        return Stream.of(
                price,
                new Basket(List.of(price), Map.of("side", Side.BUY)),
                new Holder(null),
                new Self(new Holder(new Holder(1))),
                new Pair<>("a", List.of(1)),
                new Group(new Group(new Circle(1), null), new Circle(2)),
                new Torso(new Filled("a")),
                new Counted(1),
                new Holder(new Name("a")),
                new Holder(Val.of("a")),
                lambda,
                reference);
    }

    private static Stream<Object> mutable() {
        return Stream.concat(mutableOfTheJdk(), mutableOfOurs());
    }

    private static Stream<Object> mutableOfTheJdk() {
        var list = new ArrayList<>(List.of(1));
        return Stream.of(
                list,
                new int[0],
                new Object(),
                new AtomicInteger(),
                new Throwable().getStackTrace()[0],
                Arrays.asList(1, 2),
                Collections.unmodifiableList(list),
                List.of(1, 2).reversed(),
                new HashMap<>(),
                Iso.of("a"),
                Optional.of(list),
                Map.entry("a", list),
                Map.of("a", list),
                Map.of(list, "a"),
                Set.of(list),
                Stream.of(null, list).toList(),
                Stream.of(list, 2, 3).toList().subList(0, 1));
    }

    private static Stream<Object> mutableOfOurs() {
        var list = new ArrayList<>(List.of(1));
        Supplier<Object> capturing = () -> list;
        Supplier<Object> anonymous =
                new Supplier<>() {
                    @Override
                    public Object get() {
                        return 1;
                    }
                };
        return Stream.of(
                new Bytes(new byte[0]),
                new Text(null),
                new Holder(new int[1]),
                new Holder(new Holder(list)),
                new Pair<>("a", new Pair<>(list, "a")),
                new Torso(new Torn()),
                new Price("MAY", new Sly(), Side.BUY),
                new Open("a", new Open(list, new Open("c", null))),
                Counting.ONE,
                Gathering.ONE,
                Secretive.ONE,
                capturing,
                anonymous);
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void takesWhatNobodyCanChange(Object content) {
        assertThatNoException().isThrownBy(() -> Val.of(content));
        assertThat(Val.of(content).get()).isSameAs(content);
        assertThat(Val.of(content).handOver()).isSameAs(content);
    }

    @Test
    void refusesWhatCanBeChanged() {
        assertThat(accepted(Val::of)).isEmpty();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> refuseNull(null));
    }

    @SuppressWarnings("NullAway") // what is tested
    private static void refuseNull(@Nullable Object nothing) {
        Val.of(nothing);
    }

    @Test
    void saysByWhichFieldAValueCanBeChanged() {
        assertRefused(new Bytes(new byte[1]), "Bytes.bytes is declared as byte[], which can be");
        assertRefused(new Text(null), "Text.builder is declared as java.lang.StringBuilder");
        assertRefused(
                new Self(new Holder(new ArrayList<>())),
                "Self.inner.content is of java.util.ArrayList");
        assertRefused(
                new Basket(List.of(), Map.of("k", new int[1])), "Basket.notes[k] is an array");
        assertRefused(
                new Basket(List.of(), Map.of("k", new Bytes(new byte[1]))),
                "Basket.notes[k].bytes is declared as byte[]");
        assertRefused(List.of(1, new HashMap<>()), "[1] is of java.util.HashMap");
        assertRefused(Optional.of(new int[1]), "Optional.value is an array");
        assertRefused(Arrays.asList(1, 2), "java.util.Arrays$ArrayList");
        assertRefused(Counting.ONE, "Counting.count is a field of the enum");
        assertRefused(Gathering.ONE, "Gathering.heard is of java.util.ArrayList");
        assertRefused(new Holder(Iso.of(1)), "Holder.content is of " + Iso.class.getName());
    }

    @Test
    void isNotDeceivedBySubclassesOfWhatIsNotFinal() {
        assertRefused(
                new Price("MAY", new Sly(), Side.BUY), "Price.amount is of " + Sly.class.getName());
    }

    @Test
    void namesAKeyByItsClassWhereItsTextIsNotToBeTrusted() {
        assertRefused(Map.of(new Loud(), 1), ".key is of " + Loud.class.getName());
        assertRefused(
                Collections.singletonMap(new Holder("k"), new int[1]),
                "[a " + Holder.class.getTypeName() + "] is an array");
        assertRefused(
                Map.of("k".repeat(1000), new int[1]), "[" + "k".repeat(40) + "…] is an array");
    }

    @Test
    void aListOfAHundredThousandRecordsNeedsNoDeepStack() throws Exception {
        onASmallStack(() -> {
            Closed closed = new Closed(0, null);
            Open open = new Open("end", null);
            for (int i = 1; i < 100_000; i++) {
                closed = new Closed(i, closed);
                open = new Open(List.of(i), open);
            }
            Val.of(closed);
            Val.of(open);
        });
    }

    @Test
    void aLongWayIsShownByItsEnds() throws Exception {
        onASmallStack(() -> {
            Open open = new Open(new int[1], null);
            for (int i = 1; i < 100_000; i++) {
                open = new Open(i, open);
            }
            Open deep = open;
            String next = ".next".repeat(8);
            assertRefused(
                    deep, "Open" + next + " … 99984 more … " + ".next".repeat(7) + ".content is");
        });
    }

    @Test
    void whatHangsTogetherInManyWaysIsWalkedOnce() {
        Object doubled = new Holder("end");
        for (int i = 0; i < 100; i++) {
            doubled = new Pair<>(doubled, doubled);
        }
        Object pairs = doubled;
        assertThatNoException().isThrownBy(() -> Val.of(pairs));
    }

    @Test
    void aRingOfImmutableValuesIsWalkedOnce() {
        assertThatNoException().isThrownBy(() -> Val.of(Ringed.ONE));
    }

    @Test
    void aFlawBehindManyValuesIsFound() {
        List<Holder> many = IntStream.range(0, 1_000).mapToObj(Holder::new).toList();
        List<Object> flawed = new ArrayList<>(many);
        flawed.set(0, new Holder(new int[1]));

        assertThatNoException().isThrownBy(() -> Val.of(many));
        assertRefused(List.copyOf(flawed), "[0].content is an array");
    }

    @Test
    void aClassThatCannotBeLookedIntoIsNamedWithTheFix() {
        GroupPrincipal somebody = () -> "somebody";
        assertRefused(
                new UnixDomainPrincipal(somebody, somebody),
                "the field user of jdk.net.UnixDomainPrincipal cannot be read",
                "open the package jdk.net of module jdk.net to unnamed module");
    }

    @Test
    void closedTypesAreProvedOnceAndForAll() {
        assertThat(List.of(Closed.class, Circle.class, Group.class, Side.class, Counted.class))
                .allMatch(type -> Verdicts.of(type) instanceof Verdict.Immutable);
        assertThat(Verdicts.of(Closed.class)).isSameAs(Verdicts.of(Closed.class));
        assertThat(List.of(Price.class, Open.class, Torso.class, Pair.class, Operation.class))
                .allMatch(type -> Verdicts.of(type) instanceof Verdict.Fields);
    }

    @Test
    void aClassProvesItsValuesOnlyWhereAllOfThemAreImmutable() {
        assertThat(List.of(Integer.class, String.class, Circle.class, Side.class))
                .allMatch(Val::isProvedByClass);
        assertThat(List.of(Price.class, Holder.class, Bytes.class, StringBuilder.class))
                .noneMatch(Val::isProvedByClass);
    }

    // ---- planted faults

    /** Believes what is called unmodifiable, or has final fields only. */
    private static void believe(Object content) {
        boolean fields =
                Arrays.stream(content.getClass().getDeclaredFields())
                        .allMatch(field -> Modifier.isFinal(field.getModifiers()));
        boolean jdk = content.getClass().getName().startsWith("java.util.");
        if (!fields || jdk && !content.getClass().getName().contains("Immutable")) {
            throw new IllegalArgumentException("no");
        }
    }

    /** Looks at the first floor only. */
    private static void lookOnce(Object content) {
        if (!(content instanceof Record) && !(content instanceof Collection<?>)) {
            Val.of(content);
        }
    }

    @Test
    void aPlantedProofThatBelievesFinalFieldsIsFound() {
        assertThat(accepted(ValTests::believe)).isNotEmpty();
    }

    @Test
    void aPlantedProofThatDoesNotLookDeepIsFound() {
        assertThat(accepted(ValTests::lookOnce)).isNotEmpty();
    }

    /** What can be changed and a proof accepts. */
    private static List<Object> accepted(Consumer<Object> proof) {
        return mutable()
                .filter(content -> {
                    try {
                        proof.accept(content);
                        return true;
                    } catch (IllegalArgumentException expected) {
                        return false;
                    }
                })
                .toList();
    }

    private static void assertRefused(Object content, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Val.of(content))
                .withMessageContainingAll(words);
    }

    private static void onASmallStack(Runnable body) throws Exception {
        var failure = new Throwable[1];
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable t) {
                                failure[0] = t;
                            }
                        },
                        "small stack",
                        256 * 1024);
        thread.setDaemon(true);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }
}
