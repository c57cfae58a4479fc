/**
 * The primitive "lease": something that one holds for a time, and a number that tells its holder
 * from former ones.
 *
 * <p>Depends on {@code dev.mayfly.agents.internal.outside} and the kernel. Thread rule: every type
 * is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.agents.primitive.lease;

import org.jspecify.annotations.NullMarked;
