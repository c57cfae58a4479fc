/**
 * The kernel's only source of time: {@link dev.mayfly.kernel.time.Clock}, the system's clock and
 * one that is stepped by hand.
 *
 * <p>Depends on the JDK alone. Thread rule: every type is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.kernel.time;

import org.jspecify.annotations.NullMarked;
