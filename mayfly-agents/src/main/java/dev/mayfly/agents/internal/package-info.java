/**
 * What agents are made of. Not API.
 *
 * <p>Depends on {@code dev.mayfly.kernel} and {@code dev.mayfly.agents.capability}. Thread rule:
 * stated on each type.
 */
@NullMarked
package dev.mayfly.agents.internal;

import org.jspecify.annotations.NullMarked;
