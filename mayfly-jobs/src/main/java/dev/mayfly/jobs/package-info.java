/**
 * Named jobs: submission, retries, schedules, cancellation, results. {@link dev.mayfly.jobs.Jobs}
 * is where to begin.
 *
 * <p>Depends on all packages below it and on the kernel. Thread rule: entry points are safe for use
 * by any thread.
 */
@NullMarked
package dev.mayfly.jobs;

import org.jspecify.annotations.NullMarked;
