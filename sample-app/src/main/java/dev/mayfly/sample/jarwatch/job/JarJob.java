package dev.mayfly.sample.jarwatch.job;

import org.jspecify.annotations.Nullable;

/**
 * The payload of the jobs that work on one jar.
 *
 * @param audit the id of the audit it belongs to
 * @param jar where the jar is, as {@link dev.mayfly.sample.jarwatch.audit.JarLocation#toString}
 *     writes it
 * @param root the audited folder, null for the class path
 */
public record JarJob(String audit, String jar, @Nullable String root) {}
