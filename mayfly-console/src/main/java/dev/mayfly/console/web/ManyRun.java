package dev.mayfly.console.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * One action on many jobs, on a thread of its own: a browser that is closed, or a proxy that waits
 * no longer, must not end it half way. Used once.
 */
final class ManyRun {
    private static final Logger log = LoggerFactory.getLogger(ManyRun.class);

    private final LongSupplier act;
    private final CompletableFuture<Long> end = new CompletableFuture<>();

    ManyRun(LongSupplier act) {
        this.act = act;
    }

    /**
     * Begins.
     *
     * @param done is told on that thread how many jobs were changed
     * @param failed is told on that thread why it ended early
     */
    void start(LongConsumer done, Consumer<RuntimeException> failed) {
        Thread.ofVirtual().name("mayfly-console-many").start(() -> run(done, failed));
    }

    private void run(LongConsumer done, Consumer<RuntimeException> failed) {
        try {
            long jobs = act.getAsLong();
            try {
                done.accept(jobs);
            } finally {
                end.complete(jobs); // also where somebody who listens throws
            }
        } catch (RuntimeException e) {
            log.warn("An action on many jobs of the console ended early; it can be repeated", e);
            if (!end.isDone()) {
                try {
                    failed.accept(e);
                } finally {
                    end.completeExceptionally(e);
                }
            }
        }
    }

    /**
     * Waits for the end, but not for long.
     *
     * @param patience how long
     * @return how far it is
     */
    ManyResult await(Duration patience) {
        try {
            return new ManyResult(end.get(patience.toMillis(), TimeUnit.MILLISECONDS), true);
        } catch (TimeoutException e) {
            return new ManyResult(0, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ManyResult(0, false);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
