package dev.mayfly.sample.jarwatch.inspect;

/**
 * What one inspection may cost. A jar beyond a limit is refused with {@link
 * JarInspectionException.Kind#TOO_LARGE}; sizes are those met while reading, never those a jar
 * claims.
 *
 * @param maxEntries entries of one jar
 * @param maxDirectoryBytes bytes of the zip's central directory, which the JDK keeps in memory
 * @param maxClassBytes bytes of one class file or manifest, the only entries held in memory
 * @param maxEntryBytes bytes of any other entry, inflated; it is streamed to check it
 * @param maxTotalBytes bytes of all entries together, inflated
 * @param maxEvidence pairs of a class and the endangered JDK API it uses, held during an inspection
 * @param maxUses different pieces of JDK API reported for one jar; what is beyond is counted
 * @param maxExamples classes named for each of them; what is beyond is counted
 */
public record InspectionLimits(
        int maxEntries,
        long maxDirectoryBytes,
        long maxClassBytes,
        long maxEntryBytes,
        long maxTotalBytes,
        int maxEvidence,
        int maxUses,
        int maxExamples) {

    private static final long MIB = 1024 * 1024;

    /**
     * Generous for real jars, bounded for hostile ones: 200 000 entries, a directory of 64 MiB, 16
     * MiB a class, 1 GiB an entry, 4 GiB a jar, 500 000 pieces of evidence; 100 uses with 5
     * examples each.
     */
    public static final InspectionLimits DEFAULT =
            new InspectionLimits(
                    200_000, 64 * MIB, 16 * MIB, 1024 * MIB, 4096 * MIB, 500_000, 100, 5);

    /** Refuses limits that would let nothing through. */
    public InspectionLimits {
        if (maxEntries < 1
                || maxDirectoryBytes < 1
                || maxClassBytes < 1
                || maxEntryBytes < 1
                || maxTotalBytes < 1
                || maxEvidence < 1
                || maxUses < 1
                || maxExamples < 1) {
            throw new IllegalArgumentException("Every inspection limit must be 1 or more");
        }
    }
}
