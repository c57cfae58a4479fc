/**
 * All that the kernel sees of the outside: {@link dev.mayfly.kernel.platform.Platform}, and the
 * machine's own one.
 *
 * <p>Depends on {@code dev.mayfly.kernel.time}. Thread rule: every type is safe for use by any
 * thread.
 */
@NullMarked
package dev.mayfly.kernel.platform;

import org.jspecify.annotations.NullMarked;
