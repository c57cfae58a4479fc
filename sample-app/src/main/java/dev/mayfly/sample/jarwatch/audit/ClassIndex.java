package dev.mayfly.sample.jarwatch.audit;

import org.jspecify.annotations.Nullable;

/**
 * Remembers, for millions of classes, which artifact defined a class first, in about 24 bytes each.
 *
 * <p>Names are kept as 64-bit hashes. Two of a million names fall together by chance once in forty
 * million audits; the harm would be one false duplicate. An open-addressing table with linear
 * probing, at most two thirds full. Not safe for concurrent use.
 */
final class ClassIndex {

    /** What is known about a class: who defined it first, and the checksum of that class file. */
    record First(int artifact, int crc) {}

    private static final long EMPTY = 0;

    private final int maxClasses;
    private long[] hashes = new long[1024];
    private int[] artifacts = new int[1024];
    private int[] crcs = new int[1024];
    private int size;

    ClassIndex(int maxClasses) {
        this.maxClasses = maxClasses;
    }

    /**
     * Looks a class up, and enters it when it is new and the limit allows.
     *
     * @return its first definition, which may be this one; null when the index is full
     */
    @Nullable First firstOrAdd(String name, int artifact, int crc) {
        long hash = hash(name);
        int slot = slot(hash);
        if (hashes[slot] == hash) {
            return new First(artifacts[slot], crcs[slot]);
        }
        if (size >= maxClasses) {
            return null;
        }
        hashes[slot] = hash;
        artifacts[slot] = artifact;
        crcs[slot] = crc;
        if (++size > hashes.length / 3 * 2) {
            grow();
        }
        return new First(artifact, crc);
    }

    /** The artifact that defined a class first, null when none did. */
    @Nullable Integer artifactOf(String name) {
        long hash = hash(name);
        int slot = slot(hash);
        return hashes[slot] == hash ? artifacts[slot] : null;
    }

    private int slot(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (hashes[slot] != EMPTY && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldArtifacts = artifacts;
        int[] oldCrcs = crcs;
        hashes = new long[oldHashes.length * 2];
        artifacts = new int[hashes.length];
        crcs = new int[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != EMPTY) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                artifacts[slot] = oldArtifacts[i];
                crcs[slot] = oldCrcs[i];
            }
        }
    }

    /** A polynomial hash, finished with the 64-bit mix of SplitMix (Steele, Lea, Flood 2014). */
    private static long hash(String name) {
        long hash = name.length();
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 0x9E3779B97F4A7C15L + name.charAt(i);
        }
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        hash ^= hash >>> 31;
        return hash == EMPTY ? 1 : hash;
    }
}
