/**
 * The primitive "channel": a bounded queue that many send to and many receive from, and the choice
 * among several.
 *
 * <p>Depends on {@code dev.mayfly.agents.capability}, {@code dev.mayfly.agents.internal.outside}
 * and the kernel. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.agents.primitive.channel;

import org.jspecify.annotations.NullMarked;
