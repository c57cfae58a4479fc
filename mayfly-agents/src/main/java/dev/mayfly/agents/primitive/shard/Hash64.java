package dev.mayfly.agents.primitive.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * XXH64 of Yann Collet (xxHash fast digest algorithm, doc/xxhash_spec.md): the same number for the
 * same bytes on every machine, in every JVM and for ever.
 */
final class Hash64 {

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE = 32;
    private static final int LONG = 8;
    private static final int INT = 4;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Hash64() {}

    /** Of a text's UTF-8 bytes; half a surrogate pair counts as a question mark. */
    static long of(String text, long seed) {
        return of(text.getBytes(StandardCharsets.UTF_8), seed);
    }

    /** Of the eight bytes of a number, the lowest first. */
    static long of(long number, long seed) {
        return avalanche(addLong(seed + PRIME_5 + LONG, number));
    }

    static long of(byte[] bytes, long seed) {
        int at = 0;
        long hash;
        if (bytes.length >= STRIPE) {
            long one = seed + PRIME_1 + PRIME_2;
            long two = seed + PRIME_2;
            long three = seed;
            long four = seed - PRIME_1;
            for (; at <= bytes.length - STRIPE; at += STRIPE) {
                one = round(one, longAt(bytes, at));
                two = round(two, longAt(bytes, at + LONG));
                three = round(three, longAt(bytes, at + 2 * LONG));
                four = round(four, longAt(bytes, at + 3 * LONG));
            }
            hash =
                    Long.rotateLeft(one, 1)
                            + Long.rotateLeft(two, 7)
                            + Long.rotateLeft(three, 12)
                            + Long.rotateLeft(four, 18);
            hash = merge(merge(merge(merge(hash, one), two), three), four);
        } else {
            hash = seed + PRIME_5;
        }
        return avalanche(addRest(hash + bytes.length, bytes, at));
    }

    private static long addRest(long start, byte[] bytes, int from) {
        long hash = start;
        int at = from;
        for (; at <= bytes.length - LONG; at += LONG) {
            hash = addLong(hash, longAt(bytes, at));
        }
        if (at <= bytes.length - INT) {
            hash ^= ((int) INTS.get(bytes, at) & 0xFFFF_FFFFL) * PRIME_1;
            hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
            at += INT;
        }
        for (; at < bytes.length; at++) {
            hash ^= (bytes[at] & 0xFF) * PRIME_5;
            hash = Long.rotateLeft(hash, 11) * PRIME_1;
        }
        return hash;
    }

    private static long addLong(long hash, long lane) {
        return Long.rotateLeft(hash ^ round(0, lane), 27) * PRIME_1 + PRIME_4;
    }

    private static long round(long accumulator, long lane) {
        return Long.rotateLeft(accumulator + lane * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long accumulator) {
        return (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
        mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
        return mixed ^ (mixed >>> 32);
    }

    private static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }
}
