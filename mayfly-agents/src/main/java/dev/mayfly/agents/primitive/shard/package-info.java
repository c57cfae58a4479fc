/**
 * The primitive "shard": which member a key belongs to, such that few keys move when members
 * change.
 *
 * <p>Depends on the JDK alone. Thread rule: every type is immutable.
 */
@NullMarked
package dev.mayfly.agents.primitive.shard;

import org.jspecify.annotations.NullMarked;
