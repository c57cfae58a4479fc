package dev.mayfly.console.web.servlet;

import dev.mayfly.console.live.EventText;
import dev.mayfly.console.live.StreamOutput;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import java.io.IOException;

/**
 * A stream's events on their way to a servlet container, without a thread that waits for the
 * network. The container holds what it could not send yet, which is one event at most: nothing is
 * taken before that is gone.
 *
 * <p>Safe for use by any thread: the stream's own sends, the container's say when there is room.
 */
final class EventOutput implements StreamOutput, WriteListener, AsyncListener {
    private final AsyncContext context;
    private final ServletOutputStream out;

    // Guarded by this.
    private boolean ready;
    private boolean unflushed;
    private boolean ended;
    private Runnable gone = () -> {};

    EventOutput(AsyncContext context, ServletOutputStream out) {
        this.context = context;
        this.out = out;
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
    public void send(String name, String data) {
        byte[] bytes = EventText.of(name, data);
        try {
            synchronized (this) {
                if (ended || !ready) {
                    return;
                }
                ready = false;
                out.write(bytes);
                if (out.isReady()) {
                    out.flush();
                    ready = out.isReady();
                } else {
                    unflushed = true;
                }
            }
        } catch (IOException | IllegalStateException lost) {
            leave();
        }
    }

    @Override
    public void onWritePossible() {
        try {
            synchronized (this) {
                if (ended) {
                    return;
                }
                if (unflushed) {
                    unflushed = false;
                    out.flush();
                }
                ready = out.isReady();
            }
        } catch (IOException | IllegalStateException lost) {
            leave();
        }
    }

    @Override
    public void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
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
        end();
    }

    @Override
    public void onError(Throwable lost) {
        leave();
    }

    @Override
    public void onError(AsyncEvent event) {
        leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        leave();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }
}
