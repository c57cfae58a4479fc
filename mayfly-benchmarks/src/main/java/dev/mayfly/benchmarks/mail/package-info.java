/**
 * Messages among the peers: actors, coroutines with channels, reactive sinks, and threads with the
 * JDK's queues, all at the same work.
 *
 * <p>What is bounded takes {@value dev.mayfly.benchmarks.mail.Mail#CAPACITY} messages and makes its
 * senders wait, as Mayfly's mailboxes do. May depend on the peers' libraries, and not on Mayfly.
 * Threads: stated on each type.
 */
@NullMarked
package dev.mayfly.benchmarks.mail;

import org.jspecify.annotations.NullMarked;
