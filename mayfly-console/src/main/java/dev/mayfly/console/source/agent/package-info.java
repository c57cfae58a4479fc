/**
 * What the page of agents shows beside them: where their mailboxes are going, who waits for whom,
 * and who holds which lease.
 *
 * <p>Depends on the views, and on the snapshots of agents and kernel. Thread rule: {@link
 * dev.mayfly.console.source.agent.MailboxTrends} is safe for use by any thread, the rest has no
 * instances.
 */
@NullMarked
package dev.mayfly.console.source.agent;

import org.jspecify.annotations.NullMarked;
