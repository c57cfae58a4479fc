package dev.mayfly.benchmarks.durable;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many bodies have run, counted by all nodes in one mapped file, so that nobody has to ask the
 * database or another process. Each node has a place of its own. Safe for use by any thread.
 */
final class SharedCounts {

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Two cache lines, since processors fetch them in pairs. */
    private static final int DISTANCE = 128;

    private static final int PLACES = 16;

    private final ByteBuffer places;

    private SharedCounts(ByteBuffer places) {
        this.places = places;
    }

    /**
     * Opens the file, or makes it.
     *
     * @param file anywhere
     * @return the counts in it
     * @throws IOException if it cannot be mapped
     */
    static SharedCounts open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return new SharedCounts(channel.map(MapMode.READ_WRITE, 0, PLACES * DISTANCE));
        }
    }

    /** A body has run at a node. */
    void increment(int node) {
        var _ = (long) LONG.getAndAdd(places, node * DISTANCE, 1L);
    }

    /** How many have run at all nodes. */
    long sum() {
        long sum = 0;
        for (int i = 0; i < PLACES; i++) {
            sum += (long) LONG.getVolatile(places, i * DISTANCE);
        }
        return sum;
    }
}
