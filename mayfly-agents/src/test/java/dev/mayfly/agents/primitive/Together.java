package dev.mayfly.agents.primitive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads that begin at the same time, and conditions that are awaited. */
public final class Together {

    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Together() {}

    /** What a thread does. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** Runs bodies at once, each in a thread; what the first of them threw fails the test. */
    public static void run(List<Body> bodies) throws Exception {
        run(bodies, new CyclicBarrier(bodies.size()));
    }

    /** The same with the barrier that they meet at; it breaks when one of them fails. */
    public static void run(List<Body> bodies, CyclicBarrier barrier) throws Exception {
        var failure = new AtomicReference<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (Body body : bodies) {
            threads.add(
                    start(
                            () -> {
                                try {
                                    barrier.await();
                                    body.run();
                                } catch (Throwable t) {
                                    failure.compareAndSet(null, t);
                                    breakForGood(barrier);
                                }
                            },
                            failure));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError("a thread failed", failure.get());
        }
    }

    /** Or the others would wait for one that has failed, also those who have yet to come. */
    private static void breakForGood(CyclicBarrier barrier) {
        Thread.currentThread().interrupt();
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            // It is broken, and nobody resets it.
        }
    }

    /** Starts a daemon. */
    public static Thread start(Body body, AtomicReference<Throwable> failure) {
        return Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        body.run();
                    } catch (Throwable t) { // for the test to see
                        failure.compareAndSet(null, t);
                    }
                });
    }

    /** Awaits what another thread is about to make true, however slow the machine is. */
    public static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("after a minute it is still not so that " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
