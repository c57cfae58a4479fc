/**
 * The job that shows a newcomer what a job looks like.
 *
 * <p>May depend on the public API of {@code mayfly-kernel} and {@code mayfly-jobs}. Safe for use by
 * any thread that may block.
 */
@NullMarked
package dev.mayfly.console.demo;

import org.jspecify.annotations.NullMarked;
