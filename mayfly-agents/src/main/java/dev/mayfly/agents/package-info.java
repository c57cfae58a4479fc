/**
 * Agents: small things with a state of their own that send each other messages.
 *
 * <p>{@link dev.mayfly.agents.AgentRuntime} is the entry point. Depends on the kernel. Thread rule:
 * stated on each type.
 */
@NullMarked
package dev.mayfly.agents;

import org.jspecify.annotations.NullMarked;
