package dev.mayfly.agents.primitive.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.primitive.Together;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/** What must hold where many send and many receive at once, in whatever way. */
final class ChannelRace {

    private static final int SENDERS = 3;
    private static final int RECEIVERS = 3;

    private ChannelRace() {}

    /** Sends numbers through a channel; throws an AssertionError where one is lost or doubled. */
    static void check(Channel<Integer> channel, int each, long seed) throws Exception {
        var sending = new AtomicInteger(SENDERS);
        List<List<Integer>> received = new ArrayList<>();
        List<Together.Body> bodies = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            int first = s * each;
            var random = new Random(seed + s);
            bodies.add(() -> {
                try {
                    for (int i = first; i < first + each; i++) {
                        send(channel, i, random);
                    }
                } finally {
                    if (sending.decrementAndGet() == 0) {
                        channel.close();
                    }
                }
            });
        }
        for (int r = 0; r < RECEIVERS; r++) {
            List<Integer> mine = new ArrayList<>();
            received.add(mine);
            var random = new Random(seed - 1 - r);
            bodies.add(() -> receiveAll(channel, mine, random));
        }
        Together.run(bodies, new CyclicBarrier(bodies.size()));
        checkNothingLost(received, SENDERS * each);
        received.forEach(mine -> checkOrder(mine, each));
        assertThat(channel.length()).isZero();
    }

    /** Those of one sender in the order they were sent, as far as one receiver can tell. */
    private static void checkOrder(List<Integer> received, int each) {
        int[] last = new int[SENDERS];
        Arrays.fill(last, -1);
        for (int number : received) {
            assertThat(number).as("order of a sender").isGreaterThan(last[number / each]);
            last[number / each] = number;
        }
    }

    private static void checkNothingLost(List<List<Integer>> received, int count) {
        int[] times = new int[count];
        received.forEach(mine -> mine.forEach(number -> times[number]++));
        assertThat(Arrays.stream(times).filter(t -> t == 0).count()).as("lost").isZero();
        assertThat(Arrays.stream(times).filter(t -> t > 1).count()).as("doubled").isZero();
    }

    /** Tries, waits a little, or waits; what was not sent must not be used up. */
    private static void send(Channel<Integer> channel, int number, Random random)
            throws InterruptedException {
        Iso<Integer> iso = Iso.of(number);
        boolean sent = false;
        while (!sent) {
            assertThat(iso.isConsumed()).as("used up and not sent").isFalse();
            switch (random.nextInt(4)) {
                case 0 -> sent = channel.trySend(iso) == EnqueueResult.SENT;
                case 1 -> sent = channel.send(iso, Duration.ofNanos(random.nextInt(50_000)));
                default -> {
                    channel.send(iso);
                    sent = true;
                }
            }
        }
        assertThat(iso.isConsumed()).as("sent and not used up").isTrue();
    }

    private static void receiveAll(Channel<Integer> channel, List<Integer> into, Random random)
            throws InterruptedException {
        try {
            while (true) {
                Integer number =
                        switch (random.nextInt(4)) {
                            case 0 -> channel.tryReceive();
                            case 1 -> channel.receive(Duration.ofNanos(random.nextInt(50_000)));
                            default -> channel.receive();
                        };
                if (number != null) {
                    into.add(number);
                }
            }
        } catch (ChannelClosedException e) {
            assertThat(channel.isClosed()).isTrue();
        }
    }
}
