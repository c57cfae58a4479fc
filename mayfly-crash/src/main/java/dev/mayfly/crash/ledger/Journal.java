package dev.mayfly.crash.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ledger's file: texts are appended and forced to the disk, many at a time.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Journal implements AutoCloseable {

    private static final class Entry {

        private final String text;

        /** Guarded by the lock. */
        private boolean forced;

        Entry(String text) {
            this.text = text;
        }
    }

    private final FileChannel file;
    private final ConcurrentLinkedQueue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    Journal(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Returns when the text is on the disk; whoever has the lock takes along what has gathered. */
    void append(String text) throws IOException {
        var mine = new Entry(text);
        waiting.add(mine);
        lock.lock();
        try {
            if (!mine.forced) {
                force();
            }
        } finally {
            lock.unlock();
        }
    }

    private void force() throws IOException {
        var all = new StringBuilder();
        for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
            all.append(next.text);
            next.forced = true; // whoever asked waits for the lock
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(all.toString());
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
