package dev.mayfly.engine.wasm.wat;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Bytes of a module in the making. */
final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes add(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Bytes addAll(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A number without sign, seven bits a byte. */
    Bytes unsigned(long value) {
        long rest = value;
        while (Long.compareUnsigned(rest, 0x7f) > 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    /** A number with a sign, seven bits a byte. */
    Bytes signed(long value) {
        long rest = value;
        while (rest < -0x40 || rest > 0x3f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write((int) (rest & 0x7f));
        return this;
    }

    /** Bytes with their length before them. */
    Bytes sized(byte[] bytes) {
        return unsigned(bytes.length).addAll(bytes);
    }

    /** Items with their number before them. */
    Bytes vector(List<byte[]> items) {
        unsigned(items.size());
        items.forEach(this::addAll);
        return this;
    }

    byte[] toArray() {
        return out.toByteArray();
    }
}
