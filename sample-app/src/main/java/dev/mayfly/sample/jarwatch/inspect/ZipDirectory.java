package dev.mayfly.sample.jarwatch.inspect;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads how large a zip's central directory claims to be, before the JDK reads it into memory.
 *
 * <p>{@link java.util.zip.ZipFile} allocates an array of that size at once. It takes the size from
 * the end record (APPNOTE 4.3.16) or its zip64 form (4.3.14), and so does this class.
 */
final class ZipDirectory {

    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int MAX_COMMENT = 0xFFFF;

    private ZipDirectory() {}

    /**
     * The claimed size in bytes; 0 when there is no end record, which the JDK then reports.
     *
     * @throws IOException when the file cannot be read
     */
    static long claimedBytes(Path file) throws IOException {
        // Not a channel: an interrupt closes those, and the cause of the failure would be lost.
        try (RandomAccessFile zip = new RandomAccessFile(file.toFile(), "r")) {
            long size = zip.length();
            int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT + LOCATOR_BYTES);
            ByteBuffer tail = read(zip, size - tailBytes, tailBytes);
            for (int at = tailBytes - END_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == END_SIGNATURE) {
                    return claimedBytes(zip, tail, at);
                }
            }
            return 0;
        }
    }

    private static long claimedBytes(RandomAccessFile zip, ByteBuffer tail, int end)
            throws IOException {
        long claimed = Integer.toUnsignedLong(tail.getInt(end + 12));
        int locator = end - LOCATOR_BYTES;
        if (locator < 0 || tail.getInt(locator) != LOCATOR_SIGNATURE) {
            return claimed;
        }
        long end64 = tail.getLong(locator + 8);
        if (end64 < 0 || end64 > zip.length() - 56) {
            return claimed;
        }
        ByteBuffer record = read(zip, end64, 56);
        return record.getInt(0) == END64_SIGNATURE ? Math.max(claimed(record), claimed) : claimed;
    }

    /** A size above 2^63 is as good as endless. */
    private static long claimed(ByteBuffer end64) {
        long bytes = end64.getLong(40);
        return bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    private static ByteBuffer read(RandomAccessFile zip, long position, int length)
            throws IOException {
        byte[] bytes = new byte[length];
        zip.seek(position);
        zip.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
