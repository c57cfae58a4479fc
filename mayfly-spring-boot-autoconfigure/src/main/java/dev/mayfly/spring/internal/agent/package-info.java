/**
 * How annotated beans become agents.
 *
 * <p>Depends on {@code dev.mayfly.spring}, {@code dev.mayfly.spring.internal} and {@code
 * dev.mayfly.agents}, which may be absent: then only the failure analyzer is loaded. Thread rule:
 * stated on each type. Not API.
 */
@NullMarked
package dev.mayfly.spring.internal.agent;

import org.jspecify.annotations.NullMarked;
