package dev.mayfly.sample.jarwatch.job;

import org.jspecify.annotations.Nullable;

/**
 * What {@code audit-folder} is asked to do.
 *
 * @param folder the folder; null for the local Maven repository, or the running class path where
 *     there is none
 */
public record AuditRequest(@Nullable String folder) {}
