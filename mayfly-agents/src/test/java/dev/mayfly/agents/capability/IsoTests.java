package dev.mayfly.agents.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

@Timeout(60)
class IsoTests {

    @Test
    void isUsedOnceAndSaysWhereItWas() {
        Iso<StringBuilder> iso = Iso.of(new StringBuilder("a"));

        assertThat(iso.isConsumed()).isFalse();
        assertThat(iso).hasToString("Iso");
        assertThat(iso.handOver()).hasToString("a");
        assertThat(iso.isConsumed()).isTrue();
        assertThat(iso).hasToString("Iso (given away)");
        assertThatThrownBy(iso::take)
                .isInstanceOf(IsoConsumedException.class)
                .hasMessage("this Iso was given away before; the cause shows where")
                .cause()
                .hasMessageContaining("java.lang.StringBuilder was used up here")
                .hasMessageContaining("by the thread \"" + Thread.currentThread().getName())
                .satisfies(cause ->
                        assertThat(cause.getStackTrace())
                                .anyMatch(frame ->
                                        frame.getMethodName().startsWith("isUsedOnceAndSays")));
    }

    @Test
    void eitherWayOfUsingItUsesItUp() {
        List<Function<Iso<String>, String>> ways = List.of(Iso::take, Iso::handOver);
        for (Function<Iso<String>, String> first : ways) {
            for (Function<Iso<String>, String> second : ways) {
                Iso<String> iso = Iso.of("a");

                assertThat(first.apply(iso)).isEqualTo("a");
                assertThatThrownBy(() -> second.apply(iso))
                        .isInstanceOf(IsoConsumedException.class);
            }
        }
    }

    @Test
    void thePlaceShownIsThatOfTheUseThatSucceeded() {
        Iso<String> iso = Iso.of("a");
        iso.take();
        Throwable first = failureOf(iso);
        assertThat(failureOf(iso).getCause()).isSameAs(first.getCause());
    }

    @Test
    void needsAContent() {
        assertThatNullPointerException()
                .isThrownBy(() -> makeOfNothing(null))
                .withMessage("an Iso needs a content");
    }

    @SuppressWarnings("NullAway") // what is tested
    private static void makeOfNothing(@Nullable Object nothing) {
        Iso.of(nothing);
    }

    @Test
    void withoutAssertionsKeepsNoPlaceAndSaysHowToSeeIt() throws Exception {
        URL classes = Iso.class.getProtectionDomain().getCodeSource().getLocation();
        URL jspecify = Nullable.class.getProtectionDomain().getCodeSource().getLocation();
        try (var loader = new URLClassLoader(new URL[] {classes, jspecify}, null)) {
            loader.setDefaultAssertionStatus(false);
            Class<?> type = loader.loadClass(Iso.class.getName());
            assertThat(type).isNotSameAs(Iso.class);
            Object iso = type.getMethod("of", Object.class).invoke(null, "a");
            type.getMethod("take").invoke(iso);

            assertThatThrownBy(() -> type.getMethod("take").invoke(iso))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("run with assertions on (-ea) to see where")
                    .hasNoCause();
        }
    }

    @Test
    void ofTwoThatUseItAtOnceOneWinsAndTheOtherSeesWhere() throws Exception {
        assertThat(winnersOfRounds(5_000, () -> Iso.of("a")::take)).containsOnly(1);
    }

    @Test
    void aPlantedIsoThatLooksAndThenTakesIsFound() throws Exception {
        assertThat(winnersOfRounds(50, () -> new LooksAndThenTakes()::take)).contains(2);
    }

    /** The fault: between the look and the taking there is room for another. */
    private static final class LooksAndThenTakes {

        private final CyclicBarrier between = new CyclicBarrier(2);
        private volatile @Nullable String content = "a";

        String take() {
            String found = content;
            meet(between);
            if (found == null) {
                throw new IsoConsumedException(new Throwable("here"));
            }
            content = null;
            return found;
        }
    }

    /** In each round two threads use the same; returns how many succeeded in each. */
    private static List<Integer> winnersOfRounds(int rounds, Supplier<Supplier<String>> makeOne)
            throws Exception {
        List<Supplier<String>> ones = new ArrayList<>();
        List<AtomicInteger> winners = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            ones.add(makeOne.get());
            winners.add(new AtomicInteger());
        }
        var start = new CyclicBarrier(2);
        List<Throwable> surprises = new ArrayList<>();
        Runnable user =
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        meet(start);
                        if (wins(ones.get(i))) {
                            winners.get(i).incrementAndGet();
                        }
                    }
                };
        List<Thread> threads = List.of(new Thread(user), new Thread(user));
        for (Thread thread : threads) {
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((_, failure) -> {
                synchronized (surprises) {
                    surprises.add(failure);
                }
                start.reset();
            });
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(surprises).isEmpty();
        return winners.stream().map(AtomicInteger::get).toList();
    }

    private static boolean wins(Supplier<String> one) {
        try {
            return one.get().equals("a");
        } catch (IsoConsumedException lost) {
            assertThat(lost).cause().isNotNull();
            return false;
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable failureOf(Iso<?> iso) {
        return assertThatThrownBy(iso::take).asInstanceOf(throwable(Throwable.class)).actual();
    }

    // ---- Ref

    @Test
    void aRefIsCopiedToBeSent() {
        Ref<List<Integer>> local = Ref.of(new ArrayList<>(List.of(1)));

        Iso<List<Integer>> copy = local.copy(ArrayList::new);
        local.get().add(2);

        assertThat(copy.take()).containsExactly(1);
    }
}
