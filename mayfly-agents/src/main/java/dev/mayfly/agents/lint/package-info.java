/**
 * Lints of agents: mailboxes that nobody drains.
 *
 * <p>Depends on {@code dev.mayfly.agents} and {@code dev.mayfly.kernel.lint}. Thread rule: as
 * there, rules are asked by one thread at a time.
 */
@NullMarked
package dev.mayfly.agents.lint;

import org.jspecify.annotations.NullMarked;
