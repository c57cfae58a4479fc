package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.IsoConsumedException;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.internal.outside.Surroundings;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A promise on this node: one object of 32 bytes, and one more for each that waits or asks for a
 * future.
 *
 * <p><b>Two steps.</b> The first that claims the promise decides it; then it hands the value over
 * and publishes it. Were it one step, the loser's {@link Iso} would be used up before it is known
 * that it lost. Between the two steps others are refused already and those that wait wait on; the
 * one that has claimed neither blocks nor throws there without publishing.
 *
 * <p><b>Waiting</b> adds a copy to a stack by compare-and-set, unless the outcome stands there
 * already; publishing swaps the stack for the outcome, so that each copy is either found by who
 * publishes or never added. Copies of waits that ended early are unlinked as in {@code
 * FutureTask.removeWaiter} (Doug Lea), which costs a walk along the stack.
 *
 * @param <T> the type of the value
 */
public final class LocalPromise<T> implements Promise<T> {

    private static final VarHandle STATE;
    private static final VarHandle CLAIMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(LocalPromise.class, "state", Object.class);
            CLAIMED = lookup.findVarHandle(LocalPromise.class, "claimed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Surroundings surroundings;
    private final String what;

    /** Null, the youngest copy, the value, or a {@link Failure}. */
    private volatile @Nullable Object state;

    /** Whether somebody is first. Goes from false to true once. */
    private volatile boolean claimed;

    /** Why there is no value; a null cause stands for a cancellation. */
    private record Failure(@Nullable Throwable cause) {}

    private static final class Copy<T> extends CompletableFuture<T> {

        private volatile @Nullable Copy<T> next;
    }

    /**
     * Makes one that nobody has completed.
     *
     * @param surroundings how to wait
     */
    public LocalPromise(Surroundings surroundings) {
        this(surroundings, "a promise");
    }

    /**
     * Makes one with a name.
     *
     * @param surroundings how to wait
     * @param what what it promises, as in "waits for …"
     */
    public LocalPromise(Surroundings surroundings, String what) {
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
        this.what = Objects.requireNonNull(what, "what");
    }

    @Override
    public boolean complete(Sendable<? extends T> value) {
        if (claimed) {
            return false;
        }
        if (value instanceof Iso<? extends T> iso) {
            return completeWith(iso);
        }
        T content = Objects.requireNonNull(value.handOver(), "a promise needs a value");
        if (!claim()) {
            return false;
        }
        publish(content);
        return true;
    }

    private boolean completeWith(Iso<? extends T> iso) {
        if (iso.isConsumed()) {
            var _ = iso.take(); // throws, and says where it was used up
            return false;
        }
        if (!claim()) {
            return false;
        }
        try {
            publish(iso.take());
            return true;
        } catch (IsoConsumedException e) {
            publish(new Failure(e));
            throw e;
        }
    }

    @Override
    public boolean fail(Throwable cause) {
        var failure = new Failure(Objects.requireNonNull(cause, "a failure needs a cause"));
        if (!claim()) {
            return false;
        }
        publish(failure);
        return true;
    }

    @Override
    public boolean cancel() {
        if (!claim()) {
            return false;
        }
        publish(new Failure(null));
        return true;
    }

    private boolean claim() {
        return !claimed && CLAIMED.compareAndSet(this, false, true);
    }

    @SuppressWarnings("unchecked") // only copies are replaced
    private void publish(Object outcome) {
        Object seen = STATE.getAndSet(this, outcome);
        for (var copy = (Copy<T>) seen; copy != null; copy = copy.next) {
            pass(outcome, copy);
        }
    }

    @SuppressWarnings("unchecked") // what is neither a copy nor a failure is the value
    private void pass(Object outcome, CompletableFuture<T> copy) {
        if (!(outcome instanceof Failure failure)) {
            copy.complete((T) outcome);
        } else if (failure.cause() != null) {
            copy.completeExceptionally(failure.cause());
        } else {
            copy.completeExceptionally(cancelled());
        }
    }

    @Override
    public boolean isDone() {
        return isOutcome(state);
    }

    private static boolean isOutcome(@Nullable Object state) {
        return state != null && !(state instanceof Copy<?>);
    }

    @Override
    public @Nullable T tryGet() {
        Object seen = state;
        return seen == null || seen instanceof Copy<?> ? null : valueOf(seen);
    }

    @Override
    public T await() throws InterruptedException {
        T value = awaitWithin(null);
        assert value != null : "a wait without a limit ended without a value";
        return value;
    }

    @Override
    public T await(Duration timeout) throws InterruptedException, TimeoutException {
        Objects.requireNonNull(timeout, "timeout");
        T value = awaitWithin(timeout);
        if (value == null) {
            throw new TimeoutException(
                    what + " has not come within " + timeout + "; it may come later");
        }
        return value;
    }

    private @Nullable T awaitWithin(@Nullable Duration timeout) throws InterruptedException {
        var copy = new Copy<T>();
        if (add(copy)) {
            try {
                var _ = surroundings.await(what, copy, timeout);
            } finally {
                if (!copy.isDone()) {
                    copy.cancel(false);
                    unlinkDone();
                }
            }
        }
        return tryGet();
    }

    @Override
    public CompletableFuture<T> future() {
        var copy = new Copy<T>();
        if (!add(copy)) {
            Object outcome = state;
            assert outcome != null : "done without an outcome";
            pass(outcome, copy);
        }
        return copy;
    }

    /** Returns false if the outcome is there, and nothing was added. */
    @SuppressWarnings("unchecked") // only copies are stacked
    private boolean add(Copy<T> copy) {
        while (true) {
            Object seen = state;
            if (isOutcome(seen)) {
                return false;
            }
            copy.next = (Copy<T>) seen;
            if (STATE.compareAndSet(this, seen, copy)) {
                return true;
            }
        }
    }

    private void unlinkDone() {
        boolean again = true;
        while (again && state instanceof Copy<?> youngest) {
            again = !unlinkDone(youngest);
        }
    }

    /** One walk; returns false if another changed what it walked on. */
    private <C> boolean unlinkDone(Copy<C> youngest) {
        Copy<C> kept = null;
        for (Copy<C> copy = youngest, next; copy != null; copy = next) {
            next = copy.next;
            if (!copy.isDone()) {
                kept = copy;
            } else if (kept == null) {
                if (!STATE.compareAndSet(this, copy, next)) {
                    return false;
                }
            } else {
                kept.next = next;
                if (kept.isDone()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How many copies are held; for tests. */
    int copies() {
        int count = 0;
        Object seen = state;
        for (Copy<?> copy = seen instanceof Copy<?> top ? top : null;
                copy != null;
                copy = copy.next) {
            count++;
        }
        return count;
    }

    @SuppressWarnings("unchecked") // what is neither a copy nor a failure is the value
    private T valueOf(Object outcome) {
        if (!(outcome instanceof Failure failure)) {
            return (T) outcome;
        }
        if (failure.cause() == null) {
            throw cancelled();
        }
        throw new PromiseFailedException(what, failure.cause());
    }

    private CancellationException cancelled() {
        return new CancellationException(what + " was cancelled");
    }

    @Override
    public String toString() {
        Object seen = state;
        String how =
                !isOutcome(seen)
                        ? "not done"
                        : !(seen instanceof Failure failure)
                                ? "completed"
                                : failure.cause() == null ? "cancelled" : "failed";
        return "Promise (" + what + ", " + how + ")";
    }
}
