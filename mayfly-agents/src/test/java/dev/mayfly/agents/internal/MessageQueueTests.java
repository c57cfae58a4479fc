package dev.mayfly.agents.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(120)
class MessageQueueTests {

    private final MessageQueue queue = new MessageQueue(true);

    private static boolean offer(MessageQueue queue, Object message, int bound) {
        long reserved = queue.reserve(bound);
        if (MessageQueue.isRefused(reserved)) {
            return false;
        }
        queue.put(reserved, message, (int) message);
        return true;
    }

    // ---- who wakes

    @Test
    void theFirstSenderWakesAConsumerWithoutAStack() {
        long first = queue.reserve(10);
        queue.put(first, 1, 1);
        long second = queue.reserve(10);
        queue.put(second, 2, 2);

        assertThat(queue.wakes(first)).isTrue();
        assertThat(queue.wakes(second)).isFalse();
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(queue.settle(1)).isTrue();
        assertThat(queue.poll()).isEqualTo(2);
        assertThat(queue.settle(1)).isFalse();
        assertThat(queue.wakes(queue.reserve(10))).isTrue();
    }

    @Test
    void aCallWakesOnceAndStaysUntilItIsHeeded() {
        assertThat(queue.call()).isTrue();
        assertThat(queue.call()).isFalse();
        assertThat(queue.wakes(queue.reserve(10))).isFalse();
        assertThat(queue.settle(0)).isTrue();
        assertThat(queue.heed()).isTrue();
        assertThat(queue.heed()).isFalse();
    }

    /** It runs while it heeds: who comes meanwhile must not set it going a second time. */
    @Test
    void nobodyWakesAConsumerThatHeedsACall() {
        assertThat(queue.call()).isTrue();
        assertThat(queue.heed()).isTrue();

        long meanwhile = queue.reserve(10);
        assertThat(queue.wakes(meanwhile)).isFalse();
        assertThat(queue.call()).isFalse();
        assertThat(queue.heed()).isTrue();
        queue.put(meanwhile, 1, 1);
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(queue.length()).isZero();
        assertThat(queue.settle(3)).as("two calls and a message").isFalse();
        assertThat(queue.call()).isTrue();
    }

    @Test
    void parkedWithoutAStackItHeedsCallsOnly() {
        queue.call();
        queue.heed();
        assertThat(queue.settleAndPark(1)).isTrue();

        assertThat(queue.wakes(queue.reserve(10))).isFalse();
        assertThat(queue.call()).isTrue();
        assertThat(queue.settleAndPark(0)).as("it is called").isFalse();
    }

    @Test
    void aConsumerWithAStackIsWokenWhereItParks() {
        var own = new MessageQueue(false);

        assertThat(own.wakes(own.reserve(10))).as("it is not parked").isFalse();
        assertThat(own.park()).as("a message is there").isFalse();
        assertThat(own.settle(1)).isFalse();
        assertThat(own.park()).isTrue();
        long one = own.reserve(10);
        long other = own.reserve(10);
        assertThat(own.wakes(one)).isTrue();
        assertThat(own.wakes(other)).as("woken by the first").isFalse();
        assertThat(own.unpark()).as("woken").isFalse();
    }

    // ---- the bound and the end

    @Test
    void theBoundCountsWhatWaitsAndNotWhatIsMerelyUnsettled() {
        for (int i = 0; i < 100; i++) {
            assertThat(offer(queue, i, 100)).isTrue();
        }
        assertThat(offer(queue, 100, 100)).isFalse();
        assertThat(queue.length()).isEqualTo(100);

        queue.poll();

        assertThat(queue.length()).isEqualTo(99);
        assertThat(offer(queue, 100, 100)).isTrue();
        assertThat(offer(queue, 101, 100)).isFalse();
    }

    @Test
    void nothingIsAcceptedAfterTheEndAndWhatWasBeforeIsStillThere() {
        offer(queue, 1, 10_000);
        queue.close();

        assertThat(queue.reserve(10_000)).isEqualTo(MessageQueue.REFUSED);
        assertThat(queue.reserve(1)).isEqualTo(MessageQueue.REFUSED);
        assertThat(queue.isOver(0)).isFalse();
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(queue.isOver(1)).isTrue();
        assertThat(queue.settle(1)).isFalse();
        assertThat(queue.length()).isZero();
    }

    @Test
    void theCountComesRoundWithoutTouchingTheFlags() {
        long round = 1L << 37;
        var tired = new MessageQueue(true, round - 20);
        tired.call();

        for (int i = 0; i < 40; i++) {
            assertThat(offer(tired, i, 1000)).isTrue();
        }
        assertThat(tired.heed()).isTrue();
        assertThat(tired.length()).isEqualTo(40);
        for (int i = 0; i < 40; i++) {
            assertThat(tired.poll()).isEqualTo(i);
            assertThat(tired.stamp()).isEqualTo(i);
        }
        assertThat(tired.settle(41)).as("with the call").isFalse();
        assertThat(tired.isClosed()).isFalse();
    }

    // ---- beside others

    /** Beside a model, over many chunks. */
    @Test
    void behavesAsAQueueOfTheJdkDoes() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            int bound = 1 + random.nextInt(200);
            var tested = new MessageQueue(random.nextBoolean());
            var model = new ArrayDeque<Integer>();
            int unsettled = 0;
            for (int step = 0; step < 2_000; step++) {
                if (random.nextInt(100) < 55) {
                    boolean expected = model.size() < bound;
                    assertThat(offer(tested, step, bound)).as("seed %d", seed).isEqualTo(expected);
                    if (expected) {
                        model.add(step);
                    }
                } else if (random.nextBoolean()) {
                    Integer expected = model.poll();
                    assertThat(tested.poll()).as("seed %d", seed).isEqualTo(expected);
                    if (expected != null) {
                        assertThat(tested.stamp()).isEqualTo(expected);
                        unsettled++;
                    }
                } else if (unsettled > 0) {
                    int count = 1 + random.nextInt(unsettled);
                    unsettled -= count;
                    assertThat(tested.settle(count)).isEqualTo(model.size() + unsettled > 0);
                }
                assertThat(tested.length()).as("seed %d", seed).isEqualTo(model.size());
            }
        }
    }

    /** Takes messages on the calling thread; each sender sends its numbers in order. */
    private static void race(MessageQueue queue, int bound, int senders, int each) {
        var awake = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int first = s * each;
            threads.add(daemon(() -> sendAll(queue, bound, first, each, awake)));
        }
        int[] next = new int[senders];
        boolean running = false;
        int taken = 0;
        while (taken < senders * each) {
            if (!running) {
                while (awake.get() == 0) {
                    Thread.yield();
                }
                assertThat(awake.getAndSet(0)).as("woken once").isEqualTo(1);
            }
            int batch = 0;
            for (Object m = queue.poll(); m != null; m = batch < 50 ? queue.poll() : null) {
                batch++;
                if (m instanceof Integer number) {
                    assertThat(number % each).as("in order").isEqualTo(next[number / each]++);
                    taken++;
                }
            }
            assertThat(queue.length()).isLessThanOrEqualTo(bound);
            running = queue.settle(batch);
            if (batch == 0) {
                Thread.yield(); // a sender is about to put one there
            }
        }
        threads.forEach(MessageQueueTests::join);
        assertThat(queue.length()).isZero();
        assertThat(awake.get()).isZero();
    }

    private static void sendAll(
            MessageQueue queue, int bound, int first, int each, AtomicInteger awake) {
        for (int i = 0; i < each; i++) {
            long reserved = queue.reserve(bound);
            while (MessageQueue.isRefused(reserved)) {
                Thread.yield();
                reserved = queue.reserve(bound);
            }
            queue.put(reserved, first + i, 0);
            if (queue.wakes(reserved)) {
                awake.incrementAndGet();
            }
        }
    }

    private static Thread daemon(Runnable body) {
        return Thread.ofPlatform().daemon().start(body);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void losesNothingWhereManySendAtOnce() {
        race(new MessageQueue(true), 64, 4, 20_000);
        race(new MessageQueue(true), 1000, 4, 20_000);
        race(new MessageQueue(true), 1, 2, 2_000);
    }

    /** Closed in the middle of sending: what was accepted is taken, what was not is not. */
    @Test
    void losesNothingWhereItIsClosedMeanwhile() {
        for (int round = 0; round < 300; round++) {
            var closing = new MessageQueue(true);
            var accepted = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                threads.add(
                        daemon(() -> {
                            while (offer(closing, 1, 5_000)) {
                                accepted.incrementAndGet();
                            }
                        }));
            }
            int taken = 0;
            int voided = 0;
            while (!closing.isOver(taken)) {
                Object message = closing.poll();
                taken += message == null ? 0 : 1;
                voided += message == Special.VOID ? 1 : 0;
                if (taken == 100) {
                    closing.close();
                }
            }
            threads.forEach(MessageQueueTests::join);
            assertThat(taken - voided).isEqualTo(accepted.get());
            assertThat(closing.length()).isZero();
            int calls = closing.heed() ? 1 : 0; // by a sender that came just after the end
            assertThat(closing.settle(taken + calls)).isFalse();
        }
    }
}
