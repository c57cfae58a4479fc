package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

@Timeout(120)
class BriefLockTests {

    @Test
    void letsOneInAtATime() throws InterruptedException {
        var lock = new BriefLock();
        int[] counter = new int[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(
                    kind.start(() -> {
                        for (int j = 0; j < 20_000; j++) {
                            lock.lock();
                            try {
                                counter[0]++;
                            } finally {
                                lock.unlock();
                            }
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counter[0]).isEqualTo(8 * 20_000);
    }

    @Test
    void leavesTheWaitersPermitAlone() throws InterruptedException {
        var lock = new BriefLock();
        lock.lock();
        var waiting = new CountDownLatch(1);
        Thread waiter =
                Thread.ofVirtual()
                        .start(() -> {
                            LockSupport.unpark(Thread.currentThread());
                            waiting.countDown();
                            lock.lock();
                            lock.unlock();
                            LockSupport.park(); // for ever, if the permit was used up
                        });
        waiting.await();
        lock.unlock();

        assertThat(waiter.join(Duration.ofMinutes(1))).isTrue();
    }

    /** A virtual thread on a pool's carriers. */
    private static final class Coroutine extends ReadyUnit implements Executor {

        private final CarrierPool pool;
        private final Runnable body;
        private volatile Runnable continuation;

        Coroutine(CarrierPool pool, Runnable body) {
            this.pool = pool;
            this.body = body;
        }

        @Override
        public void execute(Runnable ready) {
            if (continuation == null) {
                continuation = ready;
            } else {
                pool.wake(this);
            }
        }

        @Override
        protected void run() {
            if (continuation == null) {
                VirtualThreads.unstarted(this, "coroutine", body).start();
            }
            continuation.run();
        }

        @Override
        protected int priority() {
            return 10;
        }

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return "coroutine";
        }
    }

    /**
     * With a lock that parks the coroutine stands first in line and leaves its carrier, which looks
     * for the next unit and stands second: one needs the carrier, the other the lock.
     */
    @Test
    void aCoroutineThatFindsTheQueueLockedKeepsItsCarrier() {
        CarrierPool pool = TestPools.unwatched(1);
        try {
            TestUnit child = TestUnit.of(() -> {});
            var begun = new AtomicBoolean();
            var go = new AtomicBoolean();
            pool.start(
                    new Coroutine(
                            pool,
                            () -> {
                                begun.set(true);
                                while (!go.get()) {
                                    Thread.onSpinWait();
                                }
                                pool.start(child);
                            }));
            Eventually.await("it runs", begun::get);
            pool.shared.lock.lock();
            go.set(true);
            LockSupport.parkNanos(100_000_000); // long enough to stand in line, if it does
            pool.shared.lock.unlock();

            Eventually.await("the child runs", () -> child.runs.get() == 1);
        } finally {
            pool.close();
        }
    }

    /**
     * With a lock that parks, a spawning task stood in line before its own carrier: it needed the
     * carrier to take the lock, and the carrier needed it to get out of the way.
     */
    @Test
    void aTaskThatFindsTheQueueLockedDoesNotStopItsOwnCarrier() throws InterruptedException {
        try (var scheduler =
                new Closing(
                        Scheduler.builder()
                                .engine(
                                        "e",
                                        name ->
                                                new CoroutineEngine(
                                                        name,
                                                        CoroutineMode.OWNED,
                                                        CarrierSettings.of(1)))
                                .queue("q", q -> q.engine("e").concurrency(1_000_000))
                                .build())) {
            var done = new LongAdder();
            List<Thread> submitters = new ArrayList<>();
            int rounds = 10_000;
            for (int i = 0; i < 3; i++) {
                submitters.add(
                        Thread.ofPlatform()
                                .start(() -> submitSpawners(scheduler.value(), rounds, done)));
            }
            for (Thread submitter : submitters) {
                submitter.join();
            }
            Eventually.await("all ran", () -> done.sum() == 3L * rounds * 3);
            TaskHandle<Integer> last = scheduler.value().submit("q", t -> 1);
            assertThat(last.await()).isEqualTo(new JoinResult.Success<>(1));
        }
    }

    private static void submitSpawners(Scheduler scheduler, int rounds, LongAdder done) {
        for (int i = 0; i < rounds; i++) {
            scheduler.submit(
                    "q",
                    t -> {
                        for (int child = 0; child < 2; child++) {
                            t.spawn(c -> {
                                done.increment();
                                return 1;
                            });
                        }
                        done.increment();
                        return 1;
                    });
        }
    }

    private record Closing(Scheduler value) implements AutoCloseable {
        @Override
        public void close() {
            value.shutdown(Duration.ZERO);
        }
    }
}
