package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.capability.Sendable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Planted: looks whether it is done, then decides, in two steps. */
class PlantedPromise<T> implements Promise<T> {

    private static final int COMPLETERS = 2;

    private final AtomicInteger looked = new AtomicInteger();
    final CompletableFuture<T> future = new CompletableFuture<>();

    @Override
    public boolean complete(Sendable<? extends T> value) {
        if (future.isDone()) {
            return false;
        }
        looked.incrementAndGet();
        while (looked.get() < COMPLETERS) {
            Thread.yield(); // so slow that the other one has looked too
        }
        future.complete(value.handOver());
        return true;
    }

    @Override
    public boolean fail(Throwable cause) {
        return future.completeExceptionally(cause);
    }

    @Override
    public boolean cancel() {
        return future.cancel(false);
    }

    @Override
    public boolean isDone() {
        return future.isDone();
    }

    @Override
    public @Nullable T tryGet() {
        return future.getNow(null);
    }

    @Override
    public T await() {
        return future.join();
    }

    @Override
    public T await(Duration timeout) {
        return future.join();
    }

    @Override
    public CompletableFuture<T> future() {
        return future.copy();
    }
}
