package dev.mayfly.benchmarks.mail;

import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Project Reactor: a sink for one subscriber, which handles on the scheduler for computations.
 * Bounded. A sink takes one sender at a time, so several try again until it is their turn, as its
 * documentation has it; and so does one that finds the sink full, since nothing tells it of room.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class ReactorMail implements Mail {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int YIELDS = 100;
    private static final long PAUSE_NANOS = 1_000;

    private final Scheduler scheduler = Schedulers.parallel();

    private Sinks.Many<Integer> sink(IntConsumer handler) {
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer(queue());
        var _ = sink.asFlux().publishOn(scheduler).subscribe(handler::accept);
        return sink;
    }

    /** Linked, so that an empty one costs nothing. */
    private static BlockingQueue<Integer> queue() {
        return new LinkedBlockingQueue<>(CAPACITY);
    }

    /**
     * A sink has no way to wait for room, or for another sender's turn. Whoever only yields keeps
     * the carriers of all virtual threads busy, and the sender whose turn it is, once it was parked
     * in the queue's lock, may never be run again: after some tries each leaves its carrier.
     */
    @SuppressWarnings("ThreadPriorityCheck") // see above
    private static void emit(Sinks.Many<Integer> sink, int message) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int tries = 1; sink.tryEmitNext(message).isFailure(); tries++) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the sink took nothing for " + PATIENCE);
            }
            if (tries < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void roundTrips(int rounds) throws InterruptedException {
        var done = new Count(rounds);
        var pong = new Other();
        Sinks.Many<Integer> ping =
                sink(message -> {
                    if (!done.down()) {
                        emit(pong.sink, message);
                    }
                });
        pong.sink = sink(message -> emit(ping, message));
        emit(pong.sink, 0);
        done.await();
        finish(ping);
        finish(pong.sink);
    }

    private static final class Other {
        private Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureError();
    }

    private static void finish(Sinks.Many<Integer> sink) {
        sink.emitComplete(Sinks.EmitFailureHandler.busyLooping(PATIENCE));
    }

    @Override
    public void send(int senders, int each, IntConsumer receiver) throws InterruptedException {
        var count = new Count(senders * each);
        Sinks.Many<Integer> sink =
                sink(message -> {
                    receiver.accept(message);
                    var _ = count.down();
                });
        Mail.inParallel(
                senders,
                each,
                first -> {
                    for (int i = first; i < first + each; i++) {
                        emit(sink, i);
                    }
                });
        count.await();
        finish(sink);
    }

    @Override
    public void spawn(int spawners, int each, IntConsumer handler) throws InterruptedException {
        var done = new CountDownLatch(spawners * each);
        Mail.inParallel(
                spawners,
                each,
                first -> {
                    for (int i = first; i < first + each; i++) {
                        Sinks.Many<Integer> sink =
                                Sinks.many().unicast().onBackpressureBuffer(queue());
                        var _ =
                                sink.asFlux()
                                        .publishOn(scheduler)
                                        .doOnComplete(done::countDown)
                                        .subscribe(handler::accept);
                        emit(sink, i);
                        finish(sink);
                    }
                });
        done.await();
    }
}
