/**
 * How full the kernel is, and who is told: the cap on live tasks and back-pressure.
 *
 * <p>Depends on {@code dev.mayfly.kernel.concurrent}. Thread rule: every type is safe for use by
 * any thread.
 */
@NullMarked
package dev.mayfly.kernel.load;

import org.jspecify.annotations.NullMarked;
