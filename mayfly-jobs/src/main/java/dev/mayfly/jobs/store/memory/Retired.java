package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.Retention;

import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The jobs that have ended in one state, in the order of their ends, and the rule by which they go.
 *
 * <p>A job that is made ready again leaves a stale ticket behind, known by its record: the entry
 * has another one by then. Stale tickets are passed over, and cleared out when they are many.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Retired {

    private static final int MANY = 1_000;

    private record Ticket(Entry entry, JobRecord record) {
        boolean stale() {
            return entry.get() != record;
        }
    }

    private final Retention.Rule rule;
    private final Predicate<Ticket> remover;

    /** Tells which jobs must stay though the rule does not keep them. */
    private final Predicate<JobRecord> awaited;

    private final ConcurrentLinkedQueue<Ticket> tickets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger stale = new AtomicInteger();

    /** Removes a job if its record is still the given one. */
    @FunctionalInterface
    interface Remover {
        boolean remove(Entry entry, JobRecord record);
    }

    Retired(Retention.Rule rule, Remover remover, Predicate<JobRecord> awaited) {
        this.rule = rule;
        this.awaited = awaited;
        this.remover = ticket -> remover.remove(ticket.entry, ticket.record);
    }

    /** A job has ended; the job that ended first goes if there are too many now. */
    void add(Entry entry, JobRecord record) {
        tickets.add(new Ticket(entry, record));
        if (held.incrementAndGet() > rule.count()) {
            removeFirst();
        }
    }

    private void removeFirst() {
        int left = held.get(); // those that must stay go to the end of the line, once each
        for (Ticket first = tickets.poll(); first != null; first = tickets.poll()) {
            if (!first.stale() && awaited.test(first.record)) {
                tickets.add(first);
                if (--left <= 0) {
                    return;
                }
                continue;
            }
            if (remover.test(first)) {
                held.decrementAndGet();
                return;
            }
            stale.decrementAndGet();
        }
    }

    /** A job that had ended was made ready again. */
    void revived() {
        held.decrementAndGet();
        if (stale.incrementAndGet() > MANY + held.get()) {
            tickets.removeIf(ticket -> {
                boolean old = ticket.stale();
                if (old) {
                    stale.decrementAndGet();
                }
                return old;
            });
        }
    }

    /** Removes the jobs that are too old; returns how many. */
    synchronized int removeOld(Instant now) {
        int removed = 0;
        int left = held.get();
        for (Ticket first = tickets.peek(); first != null; first = tickets.peek()) {
            Instant end = first.record.finishedAt();
            if (!first.stale() && end != null && !end.plus(rule.age()).isBefore(now)) {
                break;
            }
            if (!tickets.remove(first)) {
                continue;
            }
            if (!first.stale() && awaited.test(first.record)) {
                tickets.add(first);
                if (--left <= 0) {
                    break;
                }
                continue;
            }
            if (remover.test(first)) {
                held.decrementAndGet();
                removed++;
            } else {
                stale.decrementAndGet();
            }
        }
        return removed;
    }
}
