package dev.mayfly.console.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An {@link Event} on its way to one reader: where it has got to, and no copy of what is to come.
 *
 * <p>Used by one thread at a time, each of which sees what the one before did.
 */
public final class Outgoing {
    /**
     * The most bytes in a chunk. With the frame that HTTP/1.1 puts around it, a chunk fits into the
     * 8 KiB that a server sets aside for a connection; a larger one would make it set aside more
     * for a reader who does not read.
     */
    public static final int CHUNK = 7 << 10;

    private final byte[][] pieces;
    private final byte[] filling;
    private final int length;
    private int given;
    private int part; // pieces and fillings take turns
    private int offset; // in that part

    Outgoing(byte[][] pieces, byte[] filling) {
        this.pieces = pieces;
        this.filling = filling;
        int all = filling.length * (pieces.length - 1);
        for (byte[] piece : pieces) {
            all += piece.length;
        }
        this.length = all;
    }

    /**
     * How many chunks are left.
     *
     * @return 0 when all were given out
     */
    public int chunks() {
        return (length - given + CHUNK - 1) / CHUNK;
    }

    /**
     * The next bytes.
     *
     * @return at most {@link #CHUNK}, fewer only at the end; a copy
     * @throws IllegalStateException when none is left
     */
    public byte[] next() {
        byte[] chunk = new byte[Math.min(CHUNK, length - given)];
        if (chunk.length == 0) {
            throw new IllegalStateException("All of this event was given out before");
        }
        int filled = 0;
        while (filled < chunk.length) {
            byte[] from = part % 2 == 0 ? pieces[part / 2] : filling;
            int count = Math.min(chunk.length - filled, from.length - offset);
            System.arraycopy(from, offset, chunk, filled, count);
            filled += count;
            offset += count;
            if (offset == from.length) {
                part++;
                offset = 0;
            }
        }
        given += filled;
        return chunk;
    }

    /**
     * All that is left: for tests.
     *
     * @return the text of an event stream
     */
    String rest() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (chunks() > 0) {
            all.writeBytes(next());
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
