package dev.mayfly.agents.primitive.broadcast;

import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.kernel.sim.SimulationContext;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Many members in one simulation, some of them dead, and a way between them that takes time. */
final class Village implements AutoCloseable {

    private static final Duration LATENCY = Duration.ofMillis(5);

    /** Thrown a hundred thousand times a test. */
    private static final RuntimeException UNREACHABLE =
            new IllegalStateException("that one cannot be reached");

    /** All numbers but one. */
    private static final class Others extends AbstractList<Integer> {

        private final int self;
        private final int size;

        Others(int self, int size) {
            this.self = self;
            this.size = size;
        }

        @Override
        public Integer get(int place) {
            return place < self ? place : place + 1;
        }

        @Override
        public int size() {
            return size - 1;
        }
    }

    private final SimulationContext sim;
    private final Surroundings surroundings;
    private final List<GossipBroadcast<Integer, String>> members = new ArrayList<>();
    private final int[] heard;
    private final boolean[] dead;
    private final int[] highestRound = new int[1];

    Village(SimulationContext sim, int size, GossipSettings settings, long seed) {
        this.sim = sim;
        this.surroundings = new Surroundings(sim.scheduler());
        this.heard = new int[size];
        this.dead = new boolean[size];
        var seeds = new SplittableRandom(seed);
        for (int i = 0; i < size; i++) {
            int self = i;
            var others = new Others(self, size);
            members.add(
                    new GossipBroadcast<>(
                            surroundings,
                            "m" + i,
                            () -> others,
                            this::send,
                            text -> heard[self]++,
                            settings,
                            seeds.nextLong()));
        }
    }

    private void send(int member, Rumour<String> rumour) {
        if (dead[member]) {
            throw UNREACHABLE;
        }
        highestRound[0] = Math.max(highestRound[0], rumour.round());
        var _ =
                surroundings.at(
                        surroundings.deadline(LATENCY),
                        () -> {
                            boolean _ = members.get(member).receive(rumour);
                        });
    }

    /** Ends members, the first aside. */
    void kill(int count, SplittableRandom random) {
        for (int killed = 0; killed < count; ) {
            int member = 1 + random.nextInt(members.size() - 1);
            if (!dead[member]) {
                dead[member] = true;
                killed++;
            }
        }
    }

    /** Tells the first member, and lets time pass until nobody speaks any more. */
    void tell(String text) {
        members.getFirst().publish(Val.of(text));
        sim.runFor(Duration.ofSeconds(10));
    }

    GossipBroadcast<Integer, String> member(int number) {
        return members.get(number);
    }

    int heard(int member) {
        return heard[member];
    }

    /** How many of those alive have not heard anything. */
    int missed() {
        return (int)
                IntStream.range(0, heard.length).filter(i -> !dead[i] && heard[i] == 0).count();
    }

    /** The most often that one member heard the one thing told. */
    int most() {
        return IntStream.of(heard).max().orElse(0);
    }

    long sentByOne() {
        return members.stream()
                .mapToLong(m -> m.figures().sent() + m.figures().unsent())
                .max()
                .orElse(0);
    }

    int highestRound() {
        return highestRound[0];
    }

    @Override
    public void close() {
        surroundings.close();
    }
}
