package dev.mayfly.agents.primitive.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

class ShardTests {

    private static final int KEYS = 1_000_000;

    private static RingShard members(int count) {
        return RingShard.of(
                IntStream.range(0, count).mapToObj(i -> "node-" + i).toArray(String[]::new));
    }

    // ---- the hash

    @Test
    void hashesAsTheSpecificationSays() {
        assertThat(Hash64.of("", 0)).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(Hash64.of("a", 0)).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(Hash64.of("abc", 0)).isEqualTo(0x44BC2CF5AD770999L);
        assertThat(Hash64.of("Nobody inspects the spammish repetition", 0))
                .isEqualTo(0xFBCEA83C8A378BF1L);
    }

    @Test
    void aNumberHashesAsItsBytesDo() {
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            long number = random.nextLong();
            byte[] bytes =
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
            assertThat(Hash64.of(number, i)).isEqualTo(Hash64.of(bytes, i));
        }
    }

    /** Written down once: they must be the same in every JVM, for ever. */
    @Test
    void keysHaveTheOwnersTheyHadBefore() {
        RingShard shard = RingShard.of("alice", "bob", "carol");
        assertThat(IntStream.range(0, 12).mapToObj(i -> shard.owner("key" + i).substring(0, 1)))
                .containsExactly(OWNERS.split(""));
    }

    private static final String OWNERS = "abbabccbaaba";

    @Test
    void textsNumbersAndBytesAreKeys() {
        RingShard shard = members(10);
        assertThat(shard.owner("MÄY"))
                .isEqualTo(shard.owner("MÄY".getBytes(StandardCharsets.UTF_8)));
        assertThat(shard.owner(0x4D41L))
                .isEqualTo(shard.owner(new byte[] {0x41, 0x4D, 0, 0, 0, 0, 0, 0}));
    }

    // ---- movement

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8, 10, 20, 50, 100})
    void addingOneMovesItsShareAndNothingElse(int count) {
        checkMovement(members(count - 1), members(count - 1).with("new"), "new", count);
    }

    /** What must hold where a member is added, which read backwards is its removal. */
    private static void checkMovement(Shard before, Shard after, String member, int count) {
        int moved = 0;
        for (long key = 0; key < KEYS; key++) {
            String from = before.owner(key);
            String to = after.owner(key);
            if (!from.equals(to)) {
                moved++;
                assertThat(to).as("where key %d of %s goes", key, from).isEqualTo(member);
            }
        }
        assertThat((double) moved / KEYS)
                .as("share that moved with %d members", count)
                .isLessThanOrEqualTo(1.0 / count + 0.05)
                .isLessThanOrEqualTo(1.2 / count)
                .isGreaterThanOrEqualTo(0.8 / count);
    }

    @Test
    void removingWhatWasAddedRestoresEverything() {
        RingShard shard = members(20);
        assertThat(shard.with("new").without("new")).isEqualTo(shard);
        for (String member : List.of("node-0", "node-7", "node-19")) {
            checkMovement(shard.without(member), shard, member, 20);
        }
    }

    @Test
    void theOrderOfComingIsOfNoConsequence() {
        List<String> names = new ArrayList<>(members(15).members().keySet());
        RingShard sorted = RingShard.of(names.toArray(String[]::new));
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(names, new Random(seed));
            RingShard shuffled = RingShard.of();
            for (String name : names) {
                shuffled = shuffled.with(name);
            }
            assertThat(shuffled).isEqualTo(sorted).hasSameHashCodeAs(sorted);
            for (long key = 0; key < 10_000; key++) {
                assertThat(shuffled.owner(key)).isEqualTo(sorted.owner(key));
            }
        }
    }

    // ---- balance

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50, 100})
    void sharesStayWithinTheirBounds(int count) {
        RingShard shard = members(count);
        Map<String, Integer> counts = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            counts.merge(shard.owner("key" + key), 1, Integer::sum);
        }
        assertThat(counts).hasSize(count);
        assertThat(counts.values())
                .allSatisfy(n -> assertThat((double) n / KEYS * count).isStrictlyBetween(0.8, 1.2));
        shard.shares()
                .forEach((name, share) ->
                        assertThat(share)
                                .isCloseTo((double) counts.get(name) / KEYS, within(0.002)));
        assertThat(shard.shares().values().stream().mapToDouble(d -> d).sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void aMemberThatWeighsMoreGetsMore() {
        RingShard shard = RingShard.of(Map.of("one", 1, "two", 2, "five", 5));
        assertThat(shard.shares().get("one")).isCloseTo(1.0 / 8, within(0.02));
        assertThat(shard.shares().get("two")).isCloseTo(2.0 / 8, within(0.03));
        assertThat(shard.shares().get("five")).isCloseTo(5.0 / 8, within(0.03));
    }

    @Test
    void oneMemberOwnsEverything() {
        assertThat(RingShard.of("only").shares().get("only")).isCloseTo(1, within(1e-9));
        assertThat(RingShard.of("only").owner("anything")).isEqualTo("only");
    }

    // ---- bad input

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RingShard.of().owner("key"))
                .withMessageContaining("without members");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingShard.of("a", "b").with("a"))
                .withMessage(
                        "\"a\" is a member already, of [a, b]; remove it first to change its"
                                + " weight");
        assertThatIllegalArgumentException().isThrownBy(() -> RingShard.of("a", "a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingShard.of("a", "b").without("c"))
                .withMessage("\"c\" is no member, of [a, b]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingShard.of("a").with("b", 0))
                .withMessageContaining("cannot weigh 0; choose 1 to 100");
        assertThatIllegalArgumentException().isThrownBy(() -> RingShard.of(Map.of("b", 101)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RingShard.of(" "))
                .withMessageContaining("needs a name");
        assertThatThrownBy(() -> RingShard.of("a").members().put("b", 1))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    // ---- planted

    /** Planted: the remainder of a division, with which nearly all keys move. */
    private record Remainder(SortedMap<String, Integer> members) implements Shard {

        @Override
        public String owner(String key) {
            return owner(Hash64.of(key, 0));
        }

        @Override
        public String owner(long key) {
            int place = (int) Long.remainderUnsigned(Hash64.of(key, 0), members.size());
            return List.copyOf(members.keySet()).get(place);
        }

        @Override
        public String owner(byte[] key) {
            return owner(Hash64.of(key, 0));
        }

        @Override
        public Shard with(String member, int weight) {
            var more = new TreeMap<>(members);
            more.put(member, weight);
            return new Remainder(more);
        }

        @Override
        public Shard without(String member) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Double> shares() {
            return Map.of();
        }
    }

    @Test
    void aShardThatMovesWhatCouldStayIsFoundOut() {
        Shard planted = new Remainder(members(3).members());
        assertThatThrownBy(() -> checkMovement(planted, planted.with("zoe"), "zoe", 4))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("where key");
    }
}
