/**
 * What the first page is made of beside its queues: who runs the jobs, on what, and how long they
 * wait.
 *
 * <p>Depends on the views, and on the snapshots of kernel and store. Thread rule: types without
 * instances or immutable ones, except {@link dev.mayfly.console.source.overview.QueueWaits} and
 * {@link dev.mayfly.console.source.overview.BusyShares}, which say themselves what may be called
 * when.
 */
@NullMarked
package dev.mayfly.console.source.overview;

import org.jspecify.annotations.NullMarked;
