/**
 * What users of agents write and hold: behaviours, addresses, settings, outcomes.
 *
 * <p>Depends on {@code dev.mayfly.agents.capability} and the kernel. Thread rule: stated on each
 * type.
 */
@NullMarked
package dev.mayfly.agents.agent;

import org.jspecify.annotations.NullMarked;
