package dev.mayfly.sample.jarwatch.job;

/**
 * Which jars jdeps is asked about. Each answer is a JVM of its own and takes about a second of a
 * processor's time.
 */
public enum JdepsScope {
    /** Every jar, at low priority behind the inspections; the audit waits for the answers. */
    EVERY,
    /** Those in which the inspection has found something. */
    FINDINGS,
    /** None. */
    NEVER
}
