/**
 * What all carriers write at once without getting into each other's way: counters, permits, and the
 * table of what is alive.
 *
 * <p>A cache line that two processors write in turn costs each of them about as much as a hundred
 * instructions. So each thread writes lines of its own here, and whoever reads adds them up:
 * writing is frequent and reading is rare.
 *
 * <p>Depends on {@code dev.mayfly.kernel.carrier}. Thread rule: everything is safe for use by any
 * thread.
 */
@NullMarked
package dev.mayfly.kernel.concurrent;

import org.jspecify.annotations.NullMarked;
