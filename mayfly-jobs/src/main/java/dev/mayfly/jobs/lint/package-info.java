/**
 * Lints of jobs: retry storms, recurring jobs that overlap, jobs that no node takes.
 *
 * <p>Depends on {@code dev.mayfly.jobs} and {@code dev.mayfly.kernel.lint}. Thread rule: as there,
 * rules are asked by one thread at a time.
 */
@NullMarked
package dev.mayfly.jobs.lint;

import org.jspecify.annotations.NullMarked;
