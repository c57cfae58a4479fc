package dev.mayfly.store.jdbc.internal.sql;

import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file system of H2's, {@code held:}, whose writes can be held up, that can fail, and that
 * remembers what was done.
 */
public final class HeldDisk extends FilePathWrapper {

    /** What has been done, in order: write or force. */
    public static final List<String> DONE = new CopyOnWriteArrayList<>();

    /** So many forces fail. */
    public static final AtomicInteger FAILING_FORCES = new AtomicInteger();

    /** So many writes fail. */
    public static final AtomicInteger FAILING_WRITES = new AtomicInteger();

    /** Writes wait for it. */
    static volatile CountDownLatch gate = new CountDownLatch(0);

    /** Made by H2. */
    public HeldDisk() {}

    @Override
    public String getScheme() {
        return "held";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode));
    }

    private static void failIf(AtomicInteger failing) throws IOException {
        if (failing.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            DONE.add("failure");
            throw new IOException("broken disk");
        }
    }

    private static final class Channel extends FileBase {

        private final FileChannel real;

        Channel(FileChannel real) {
            this.real = real;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            failIf(FAILING_WRITES);
            int written = real.write(source, position);
            DONE.add("write");
            return written;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int written = write(source, real.position());
            real.position(real.position() + written);
            return written;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            failIf(FAILING_FORCES);
            real.force(metaData);
            DONE.add("force");
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return real.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public long position() throws IOException {
            return real.position();
        }

        @Override
        public FileChannel position(long next) throws IOException {
            real.position(next);
            return this;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            return this;
        }

        @Override
        public synchronized FileLock tryLock(long position, long size, boolean shared)
                throws IOException {
            return real.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }
    }
}
