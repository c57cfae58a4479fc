/**
 * The chaos run of agents: senders of every kind, slow and failing receivers, stops and full
 * mailboxes at once, and books in which each message must be found exactly once.
 *
 * <p>Depends on the agents and on the stress run's look at what is left. Thread rule: a run belongs
 * to the thread that started it; what its agents share is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
