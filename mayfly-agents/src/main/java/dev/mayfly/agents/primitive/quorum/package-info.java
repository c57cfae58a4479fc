/**
 * The primitive "quorum": a question to a group, answered when enough of it agree.
 *
 * <p>Depends on {@code dev.mayfly.agents.internal.outside} and the kernel. Thread rule: every type
 * is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.agents.primitive.quorum;

import org.jspecify.annotations.NullMarked;
