/**
 * Carriers: the kernel's own threads, which run whatever is ready, and the queues between them.
 *
 * <p>What runs next, and why, is decided in one file: {@link dev.mayfly.kernel.carrier.Carrier}.
 *
 * <p>Depends on {@code dev.mayfly.kernel.schedule}, {@code .task}, {@code .platform} and {@code
 * .time}. Thread rule: stated on each type; what belongs to one carrier says so.
 */
@NullMarked
package dev.mayfly.kernel.carrier;

import org.jspecify.annotations.NullMarked;
