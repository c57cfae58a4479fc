package dev.mayfly.console.web.servlet;

import dev.mayfly.console.live.Outgoing;
import dev.mayfly.console.live.StreamOutput;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * A stream's events on their way to a servlet container, without a thread that waits for the
 * network. The container holds what it could not send yet, which is one chunk at most: the next is
 * made when that is gone.
 *
 * <p>Safe for use by any thread: the stream's own sends, the container's say when there is room.
 */
final class EventOutput implements StreamOutput, WriteListener, AsyncListener {
    private static final byte[] GOODBYE =
            ":the console closes this stream\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final long MOMENT_MILLIS = 2_000;

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final HangUp hangUp;

    // Guarded by this.
    private boolean ready;
    private boolean unflushed;
    private boolean ended;
    private boolean completed;
    private @Nullable Outgoing event;
    private Runnable gone = () -> {};

    EventOutput(AsyncContext context, ServletOutputStream out, HangUp hangUp) {
        this.context = context;
        this.out = out;
        this.hangUp = hangUp;
    }

    /** Sets what is run when the reader has gone; at once, if that was before. */
    void onGone(Runnable action) {
        synchronized (this) {
            gone = action;
            if (!ended) {
                return;
            }
        }
        action.run();
    }

    @Override
    public synchronized boolean takes() {
        return ready && !ended;
    }

    @Override
    public void send(Outgoing next) {
        try {
            synchronized (this) {
                if (ended || !ready) {
                    return;
                }
                event = next;
                write();
            }
        } catch (IOException | IllegalStateException lost) {
            leave();
        }
    }

    @Override
    public void onWritePossible() {
        try {
            synchronized (this) {
                if (!ended) {
                    write();
                }
            }
        } catch (IOException | IllegalStateException lost) {
            leave();
        }
    }

    /** Writes as many chunks as there is room for, with this held: one leaves before the next. */
    private void write() throws IOException {
        while (true) {
            ready = false;
            if (!out.isReady()) {
                return;
            }
            if (unflushed) {
                unflushed = false;
                out.flush();
            } else if (event != null && event.chunks() > 0) {
                out.write(event.next());
                unflushed = true;
            } else {
                event = null;
                ready = true;
                notifyAll();
                return;
            }
        }
    }

    /** Waits a moment, for a reader in the middle of an event has only to take the rest of it. */
    @Override
    public void end() {
        if (!saysGoodbye()) {
            cut();
        } else if (finish()) {
            complete();
        }
    }

    /** Who did not read may have left no room for the answer's end: a comment finds out. */
    private synchronized boolean saysGoodbye() {
        try {
            awaitUntil(() -> ready || ended);
            if (ended || !ready) {
                return ended;
            }
            out.write(GOODBYE);
            unflushed = true;
            write();
            awaitUntil(() -> ready || ended);
            return ready || ended;
        } catch (IOException | IllegalStateException lost) {
            return true; // completing does not wait for who has gone
        }
    }

    /** Completing at once would let a thread of the container wait for the reader. */
    @Override
    public void cut() {
        if (finish()) {
            if (!hangUp.now() || !hasCompleted()) {
                complete();
            }
        }
    }

    /** The container tells of the error soon, unless the reader took something at that moment. */
    private synchronized boolean hasCompleted() {
        awaitUntil(() -> completed);
        return completed;
    }

    /** Waits with this held, a moment at most. */
    private void awaitUntil(BooleanSupplier condition) {
        long begin = System.nanoTime();
        long left = MOMENT_MILLIS;
        try {
            while (!condition.getAsBoolean() && left > 0) {
                wait(left);
                left = MOMENT_MILLIS - (System.nanoTime() - begin) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean finish() {
        boolean first = !ended;
        ended = true;
        event = null;
        notifyAll();
        return first;
    }

    private void complete() {
        synchronized (this) {
            completed = true;
            notifyAll();
        }
        try {
            context.complete();
        } catch (IllegalStateException alreadyComplete) {
            // The container was first.
        }
    }

    /** The reader has gone: no more is written, and the stream is told to end. */
    private void leave() {
        Runnable action;
        synchronized (this) {
            action = gone;
        }
        action.run();
        if (finish()) {
            complete();
        }
    }

    @Override
    public void onError(Throwable lost) {
        leave();
    }

    @Override
    public void onError(AsyncEvent event) {
        leave();
        complete(); // also after a cut, or the container would look for an error page
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        leave();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        synchronized (this) {
            completed = true;
            notifyAll();
        }
        leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }
}
