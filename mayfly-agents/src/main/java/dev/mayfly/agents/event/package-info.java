/**
 * What happened to agents, for those who watch.
 *
 * <p>Depends on {@code dev.mayfly.agents.agent}. Thread rule: events are immutable; listeners are
 * called by any thread.
 */
@NullMarked
package dev.mayfly.agents.event;

import org.jspecify.annotations.NullMarked;
