/**
 * The primitive "broadcast": rumours that members pass on to a few others, until all have heard
 * them.
 *
 * <p>Depends on {@code dev.mayfly.agents.capability}, {@code dev.mayfly.agents.internal.outside}
 * and the kernel. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.agents.primitive.broadcast;

import org.jspecify.annotations.NullMarked;
