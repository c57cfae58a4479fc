package dev.mayfly.kernel.engine.process;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a program writes, on its way from the threads that read its pipes to the task that waits for
 * it. Lines that the task has not taken are bounded: the program then waits in its own write.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class CommandOutput {

    /** How many bytes of lines may wait for the task. */
    private static final int MOST_WAITING = 64 << 10;

    private static final int CHUNK = 8 << 10;
    private static final int ERROR_LINES = 20;
    private static final int ERROR_BYTES = 8 << 10;

    private final long limit;
    private final boolean asLines;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();

    /** Guarded by {@link #lock}: the text, or the line that has not ended. */
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Guarded by {@link #lock}. */
    private final Deque<String> lines = new ArrayDeque<>();

    /** Guarded by {@link #lock}. */
    private int waiting;

    /** Guarded by {@link #lock}. */
    private long total;

    /** Guarded by {@link #lock}: nobody takes lines any more. */
    private boolean abandoned;

    /** Guarded by {@link #lock}: replaced each time it was taken. */
    private CompletableFuture<@Nullable Void> news = new CompletableFuture<>();

    /** Guarded by {@link #lock}. */
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    CommandOutput(long limit, boolean asLines) {
        this.limit = limit;
        this.asLines = asLines;
    }

    /** Reads the standard output to its end. */
    void readOutput(InputStream in) {
        read(in, this::output);
        endLine();
    }

    /** Reads the standard error to its end. */
    void readErrors(InputStream in) {
        read(in, this::error);
    }

    private interface Sink {
        void accept(byte[] chunk, int length);
    }

    private static void read(InputStream in, Sink sink) {
        byte[] chunk = new byte[CHUNK];
        try (in) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sink.accept(chunk, n);
            }
        } catch (IOException e) {
            // The pipe was closed from this side: what has come so far is all there is.
        }
    }

    private void output(byte[] chunk, int length) {
        lock.lock();
        try {
            total += length;
            if (abandoned || total > limit) {
                tell(); // what is over the limit is read all the same, or the program would hang
                return;
            }
            if (!asLines) {
                bytes.write(chunk, 0, length);
                return;
            }
            split(chunk, length);
            while (waiting > MOST_WAITING && !abandoned) {
                taken.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void split(byte[] chunk, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
                bytes.write(chunk, from, i - from);
                from = i + 1;
                addLine();
            }
        }
        bytes.write(chunk, from, length - from);
    }

    private void addLine() {
        String line = bytes.toString(StandardCharsets.UTF_8);
        waiting += bytes.size() + 1;
        bytes.reset();
        lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        tell();
    }

    private void endLine() {
        lock.lock();
        try {
            if (asLines && bytes.size() > 0 && total <= limit) {
                addLine();
            }
        } finally {
            lock.unlock();
        }
    }

    private void error(byte[] chunk, int length) {
        lock.lock();
        try {
            errors.write(chunk, 0, length);
            if (errors.size() > 2 * ERROR_BYTES) {
                byte[] all = errors.toByteArray();
                errors.reset();
                errors.write(all, all.length - ERROR_BYTES, ERROR_BYTES);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the task: something has come, or the program has ended. */
    void tell() {
        lock.lock();
        try {
            news.complete(null);
        } finally {
            lock.unlock();
        }
    }

    /** Completed when there is something to look at; ask before the look. */
    CompletableFuture<@Nullable Void> news() {
        lock.lock();
        try {
            if (news.isDone()) {
                news = new CompletableFuture<>();
            }
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lines that have come. */
    List<String> takeLines() {
        lock.lock();
        try {
            List<String> all = new ArrayList<>(lines);
            lines.clear();
            waiting = 0;
            taken.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everything that comes fall from now on, so that no reader waits. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOverLimit() {
        lock.lock();
        try {
            return total > limit;
        } finally {
            lock.unlock();
        }
    }

    String text() {
        lock.lock();
        try {
            return asLines ? "" : bytes.toString(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    /** The end of the standard error. */
    String errors() {
        lock.lock();
        try {
            byte[] all = errors.toByteArray();
            int from = Math.max(0, all.length - ERROR_BYTES);
            String text = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
            List<String> last = text.lines().toList();
            int first = Math.max(0, last.size() - ERROR_LINES);
            return String.join("\n", last.subList(first, last.size()));
        } finally {
            lock.unlock();
        }
    }
}
