/**
 * What a forecast of backlogs gains on a skewed load: few long units among many short ones, with
 * carriers that choose blindly, by counts and by time.
 *
 * <p>Depends on the kernel's carriers. Thread rule: a run belongs to the thread that started it;
 * its units run on carriers.
 */
@NullMarked
package dev.mayfly.benchmarks.skew;

import org.jspecify.annotations.NullMarked;
