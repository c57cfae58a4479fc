package dev.mayfly.console.state.live;

import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Stands between the pages and the store of the jobs, which may be gone. A pool of connections may
 * wait half a minute for one before it says so; no reader does: a question has {@link #PATIENCE},
 * and once the store is known to be gone, {@link #GLANCE}, in which one look for all who ask finds
 * out whether it is back. Nobody looks while nobody asks.
 *
 * <p>Safe for use by any thread that may block. A question to a store that may let one wait is
 * asked on a virtual thread of its own.
 */
final class StoreGuard {
    /** How long a question may take before the store counts as gone. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long is waited for a store that is known to be gone. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private static final long PAUSE_NANOS = 500_000_000;

    /** So many questions may be without an answer when their askers have gone. */
    private static final int MOST_OVERDUE = 8;

    private final Runnable probe;
    private final InstantSource clock;
    private final @Nullable Duration patience;
    private final AtomicInteger overdue = new AtomicInteger();
    private volatile @Nullable StoreOutage outage;

    // Guarded by this.
    private @Nullable CompletableFuture<Boolean> look;
    private long lookedAt; // nanoTime

    /**
     * A guard of a store that is taken to answer.
     *
     * @param probe asks the store something cheap
     * @param clock tells since when it is gone
     * @param patience how long a question may take; null for a store in memory, which answers at
     *     once and is asked on the thread of whoever asks
     */
    StoreGuard(Runnable probe, InstantSource clock, @Nullable Duration patience) {
        this.probe = probe;
        this.clock = clock;
        this.patience = patience;
    }

    /** Since when the store is gone, and why; null as far as it is known to answer. */
    @Nullable StoreOutage outage() {
        return outage;
    }

    /**
     * Asks the store.
     *
     * @param question reads something
     * @return its answer
     * @throws StoreUnavailableException if the store is gone, or takes too long
     */
    <T> T ask(Supplier<T> question) {
        StoreOutage known = outage;
        if (known != null && !isBack()) {
            throw new StoreUnavailableException(known.cause(), new TimeoutException());
        }
        return patience == null ? askAtOnce(question) : askPatiently(question, patience);
    }

    private <T> T askAtOnce(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreUnavailableException e) {
            throw begins(e);
        }
    }

    private <T> T askPatiently(Supplier<T> question, Duration patience) {
        if (overdue.get() >= MOST_OVERDUE) {
            throw begins(
                    new StoreUnavailableException(
                            "the job store has "
                                    + MOST_OVERDUE
                                    + " questions of the console's before it that have taken more"
                                    + " than "
                                    + patience,
                            new TimeoutException()));
        }
        CompletableFuture<T> answer = onItsOwn(question);
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            overdue.incrementAndGet();
            var _ = answer.whenComplete((result, failure) -> overdue.decrementAndGet());
            throw begins(
                    new StoreUnavailableException(
                            "the job store has not answered the console for " + patience, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("nobody waits for the job store any more", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreUnavailableException gone) {
                throw begins(gone);
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static <T> CompletableFuture<T> onItsOwn(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        Thread.ofVirtual()
                .name("mayfly-console-question")
                .start(() -> {
                    try {
                        answer.complete(question.get());
                    } catch (Throwable t) { // for whoever asked, whatever it is
                        answer.completeExceptionally(t);
                    }
                });
        return answer;
    }

    private synchronized StoreUnavailableException begins(StoreUnavailableException failure) {
        if (outage == null) {
            outage = new StoreOutage(clock.instant(), String.valueOf(failure.getMessage()));
        }
        return failure;
    }

    private boolean isBack() {
        try {
            return look().get(GLANCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The look that is under way, or the last one where that was just now, or a new one. */
    private synchronized CompletableFuture<Boolean> look() {
        CompletableFuture<Boolean> last = look;
        if (last == null || last.isDone() && System.nanoTime() - lookedAt > PAUSE_NANOS) {
            last = onItsOwn(this::answers);
            look = last;
        }
        return last;
    }

    private boolean answers() {
        boolean back;
        try {
            probe.run();
            back = true;
        } catch (StoreUnavailableException e) {
            back = false;
        } catch (RuntimeException e) {
            back = true; // it answers; who asks it next is told what is the matter
        }
        synchronized (this) {
            lookedAt = System.nanoTime();
            if (back) {
                outage = null;
                look = null;
            }
        }
        return back;
    }
}
