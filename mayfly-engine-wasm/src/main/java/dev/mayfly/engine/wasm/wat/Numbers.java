package dev.mayfly.engine.wasm.wat;

import dev.mayfly.engine.wasm.wat.Node.Reader;

import java.math.BigInteger;

/** Numbers in the text: decimal or hexadecimal, with underscores between digits. */
final class Numbers {

    private Numbers() {}

    static long i32(Reader in) {
        return (int) integer(in, in.word(), 32);
    }

    static long i64(Reader in) {
        return integer(in, in.word(), 64);
    }

    static int index(Reader in) {
        return (int) after("", in);
    }

    /** The number without sign behind a prefix such as {@code offset=}. */
    static long after(String prefix, Reader in) {
        int line = in.line();
        String word = in.word();
        long value = integer(in, word.substring(prefix.length()), 32);
        if (value < 0) {
            throw new WatException(line, word + " is negative");
        }
        return value;
    }

    private static long integer(Reader in, String word, int bits) {
        try {
            String digits = word.replace("_", "");
            boolean negative = digits.startsWith("-");
            String plain = negative || digits.startsWith("+") ? digits.substring(1) : digits;
            BigInteger size =
                    plain.startsWith("0x")
                            ? new BigInteger(plain.substring(2), 16)
                            : new BigInteger(plain);
            BigInteger value = negative ? size.negate() : size;
            BigInteger least = BigInteger.ONE.shiftLeft(bits - 1).negate();
            if (size.signum() >= 0 && value.compareTo(least) >= 0 && value.bitLength() <= bits) {
                return value.longValue();
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new WatException(in.line(), "\"" + word + "\" is no number of " + bits + " bits");
    }
}
