package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.SystemCalls.TaskWait;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.syscall.SystemCallType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one selector, on which tasks wait for channels.
 *
 * <p>A daemon thread of its own, started by the first wait, does all registering and selecting;
 * tasks hand it their waits. A key lives as long as its wait: when that ends, the key is cancelled,
 * so that the channel can be put back into blocking mode.
 */
final class IoPoller implements AutoCloseable {

    /**
     * A channel that is closed by another thread does not wake the selector; so it is looked for.
     */
    private static final long CLOSED_CHECK_MILLIS = 100;

    private final Map<SelectableChannel, IoWait> waits = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<IoWait> arriving = new ConcurrentLinkedQueue<>();

    private final Platform platform;

    /** Guarded by this. */
    private @Nullable Selector selector;

    private volatile boolean closed;

    IoPoller(Platform platform) {
        this.platform = platform;
    }

    /** Carries out the call: returns the operations that are ready, 0 if the time was up. */
    int await(Kernel kernel, Task<?> task, SystemCall.AwaitIo call) {
        SelectableChannel channel = call.channel();
        check(channel, call.operations());
        var wait = new IoWait(task, channel, call.operations());
        IoWait other = waits.putIfAbsent(channel, wait);
        if (other != null) {
            throw new IllegalStateException(
                    other.task().id() + " waits on " + channel + " already; one task a channel");
        }
        try {
            Selector open = open();
            arriving.add(wait);
            open.wakeup();
            if (!kernel.calls().block(task, wait, call, call.timeout())) {
                return 0;
            }
        } finally {
            waits.remove(channel, wait);
            forget(wait);
        }
        if (wait.ready == 0) {
            throw new UncheckedIOException(new ClosedChannelException());
        }
        return wait.ready;
    }

    /** How many channels are waited on. */
    int size() {
        return waits.size();
    }

    private static void check(SelectableChannel channel, int operations) {
        if (!channel.isOpen()) {
            throw new UncheckedIOException(new ClosedChannelException());
        }
        if (channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        if (operations == 0 || (operations & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException(
                    "operations "
                            + operations
                            + " of an "
                            + SystemCallType.IO_WAIT.label()
                            + " are not among those of "
                            + channel
                            + ", which are "
                            + channel.validOps());
        }
    }

    private void forget(IoWait wait) {
        SelectionKey key = wait.key;
        if (key != null) {
            key.cancel();
            key.selector().wakeup();
        }
    }

    private synchronized Selector open() {
        if (selector == null) {
            try {
                Selector fresh = Selector.open();
                startServing(fresh);
                selector = fresh;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return selector;
    }

    private void startServing(Selector fresh) throws IOException {
        try {
            platform.start(platform.thread("mayfly-io", () -> serve(fresh)));
        } catch (RuntimeException | Error e) {
            fresh.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (selector != null) {
            selector.wakeup();
        }
    }

    private void serve(Selector open) {
        try (open) {
            while (!closed) {
                // Selecting also completes the cancelling of keys, which must come before their
                // channels are registered again.
                open.select(this::ready, waits.isEmpty() ? 0 : CLOSED_CHECK_MILLIS);
                for (IoWait next = arriving.poll(); next != null; next = arriving.poll()) {
                    register(open, next);
                }
                endClosed();
            }
        } catch (IOException e) {
            waits.values().forEach(wait -> wait.end(Wait.End.WOKEN));
        }
    }

    private void register(Selector open, IoWait wait) {
        try {
            SelectionKey stale = wait.channel.keyFor(open);
            if (stale != null && !stale.isValid()) {
                open.selectNow(this::ready);
            }
            wait.key = wait.channel.register(open, wait.operations, wait);
        } catch (IOException | IllegalBlockingModeException | CancelledKeyException e) {
            wait.end(Wait.End.WOKEN); // with nothing ready, which the task reports as closed
        }
        if (wait.ended() != null) {
            forget(wait); // ended before it had a key: its task could not do this
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof IoWait wait) {
            try {
                wait.ready = key.readyOps();
            } catch (CancelledKeyException e) {
                return; // its task took the key back, or endClosed will find the channel closed
            }
            key.cancel();
            wait.end(Wait.End.WOKEN);
        }
    }

    private void endClosed() {
        for (IoWait wait : waits.values()) {
            if (!wait.channel.isOpen()) {
                wait.end(Wait.End.WOKEN);
            }
        }
    }

    private static final class IoWait extends TaskWait {

        private final SelectableChannel channel;
        private final int operations;

        /** Written by the poller before the wait ends, read by the task after. */
        private volatile int ready;

        /** Written by the poller, read by the task to take it back. */
        private volatile @Nullable SelectionKey key;

        IoWait(Task<?> task, SelectableChannel channel, int operations) {
            super(task);
            this.channel = channel;
            this.operations = operations;
        }
    }
}
