/**
 * Meters of jobs and of the kernel, whose labels are bounded.
 *
 * <p>Depends on Micrometer, {@code dev.mayfly.jobs} and {@code dev.mayfly.kernel}. Thread rule: any
 * thread.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import org.jspecify.annotations.NullMarked;
