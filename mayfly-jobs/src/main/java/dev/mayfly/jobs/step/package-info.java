/**
 * What handlers and their callers use to work in steps and to wait for signals.
 *
 * <p>Thread rule: stated by each class.
 */
@NullMarked
package dev.mayfly.jobs.step;

import org.jspecify.annotations.NullMarked;
