package dev.mayfly.sample.jarwatch.inspect;

import java.nio.ByteBuffer;

/**
 * The first eight bytes of a class file (JVMS 4.1), readable for any version.
 *
 * @param major the class-file version, 44 above the Java release
 * @param minor 65535 for a class that needs preview features
 */
record ClassHeader(int major, int minor) {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int FIRST_MAJOR = 45;

    /**
     * Reads the header.
     *
     * @throws IllegalArgumentException when the bytes are no class file, with what they are instead
     */
    static ClassHeader of(byte[] bytes) {
        if (bytes.length < 8) {
            throw new IllegalArgumentException("only " + bytes.length + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int magic = header.getInt();
        if (magic != MAGIC) {
            throw new IllegalArgumentException(
                    "it starts with %08X, not with CAFEBABE".formatted(magic));
        }
        int minor = Short.toUnsignedInt(header.getShort());
        int major = Short.toUnsignedInt(header.getShort());
        if (major < FIRST_MAJOR) {
            throw new IllegalArgumentException("no Java has the class-file version " + major);
        }
        return new ClassHeader(major, minor);
    }

    /** The Java release that introduced this version: 8 for 52, 1 for 45. */
    int release() {
        return major - 44;
    }

    boolean preview() {
        return minor == 0xFFFF && release() >= 12;
    }
}
