/**
 * Pictures of agents, for screens and metrics.
 *
 * <p>Depends on {@code dev.mayfly.agents.agent} and {@code .event}. Thread rule: immutable.
 */
@NullMarked
package dev.mayfly.agents.snapshot;

import org.jspecify.annotations.NullMarked;
