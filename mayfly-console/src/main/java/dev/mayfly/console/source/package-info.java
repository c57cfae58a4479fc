/**
 * Reads the kernel, the jobs and the agents and makes view models of what it finds. It uses {@code
 * KernelSnapshot}, {@code AgentsSnapshot}, the queries and counters of {@code Jobs} and their
 * events, never internals.
 *
 * <p>May depend on {@code dev.mayfly.console.view}, {@code .page}, {@code .timeline}, {@code
 * .security} (for the rights of a reader), {@code .render} (for its words) and on the public API of
 * {@code mayfly-kernel}, {@code mayfly-jobs} and {@code mayfly-agents}. A {@link
 * dev.mayfly.console.source.PageSource} belongs to one thread at a time; everything else is safe
 * for use by any thread. Reading may take milliseconds: never on an event loop.
 */
@NullMarked
package dev.mayfly.console.source;

import org.jspecify.annotations.NullMarked;
