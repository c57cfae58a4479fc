/**
 * What agents and their primitives know of the outside: time and waiting. Not API.
 *
 * <p>Depends on {@code dev.mayfly.kernel} only. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.agents.internal.outside;

import org.jspecify.annotations.NullMarked;
