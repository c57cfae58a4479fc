package dev.mayfly.console.audit;

import dev.mayfly.console.audit.AuditEntry.Outcome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The latest of what was done in the console of this process and of what was refused. Nothing here
 * outlives the process: what is to be kept is in the log {@code dev.mayfly.console.audit} and with
 * whoever listens.
 *
 * <p>Refusals are kept apart from actions, since anybody can cause them: a flood cannot push out
 * what was done. Those that are alike within a minute are one entry with a count, and no more than
 * {@value #MOST_TOLD} a minute are logged and told.
 *
 * <p>Safe for use by any thread.
 */
public final class AuditTrail {
    /** So many actions are kept. */
    public static final int MOST_ACTIONS = 1_000;

    /** So many refusals are kept. */
    public static final int MOST_REFUSALS = 200;

    /** So many refusals a minute are logged and told. */
    static final int MOST_TOLD = 60;

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly.console.audit");
    private static final Duration ALIKE = Duration.ofMinutes(1);

    private final AuditListener listener;

    // Guarded by this.
    private final Deque<AuditEntry> actions = new ArrayDeque<>();
    private final List<AuditEntry> refusals = new ArrayList<>();
    private long last;
    private Instant minute = Instant.MIN;
    private int told;

    /**
     * A trail without entries.
     *
     * @param listener hears of each entry that is logged, on the thread on which it came; what it
     *     throws stays with it
     */
    public AuditTrail(AuditListener listener) {
        this.listener = listener;
    }

    /**
     * Keeps, logs and tells.
     *
     * @param entry what happened
     */
    public void add(AuditEntry entry) {
        if (entry.outcome() == Outcome.REFUSED ? keepRefusal(entry) : keep(entry)) {
            write(entry);
        }
    }

    private synchronized boolean keep(AuditEntry entry) {
        actions.addFirst(entry.numbered(++last));
        if (actions.size() > MOST_ACTIONS) {
            actions.removeLast();
        }
        return true;
    }

    /** Returns false for one that is not to be written. */
    private synchronized boolean keepRefusal(AuditEntry entry) {
        for (int i = refusals.size() - 1; i >= 0; i--) {
            AuditEntry before = refusals.get(i);
            if (before.isLike(entry) && entry.at().isBefore(before.at().plus(ALIKE))) {
                refusals.remove(i);
                refusals.add(before.again(entry));
                return false;
            }
        }
        refusals.add(entry.numbered(++last));
        if (refusals.size() > MOST_REFUSALS) {
            refusals.removeFirst();
        }
        if (!entry.at().isBefore(minute.plus(ALIKE))) {
            minute = entry.at();
            told = 0;
        }
        return ++told <= MOST_TOLD;
    }

    private void write(AuditEntry entry) {
        String detail = entry.detail();
        log.info(
                "Console: {} of {} by {} from {}: {}{}",
                entry.action(),
                entry.target(),
                entry.actor(),
                entry.address(),
                words(entry.outcome()),
                detail == null ? "" : ", " + detail);
        try {
            listener.onEntry(entry);
        } catch (RuntimeException e) {
            log.warn("Who listens to the audit of the Mayfly console failed", e);
        }
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case BEGUN -> "begun";
            case DONE -> "done";
            case UNCHANGED -> "nothing to change";
            case FAILED -> "failed";
            case REFUSED -> "refused";
        };
    }

    /**
     * The latest entries.
     *
     * @param query which
     * @param limit how many at most
     * @return the latest first
     */
    public synchronized List<AuditEntry> latest(AuditQuery query, int limit) {
        List<AuditEntry> all = new ArrayList<>(actions);
        all.addAll(refusals);
        return all.stream()
                .filter(query::matches)
                .sorted(
                        Comparator.comparing(AuditEntry::at)
                                .thenComparingLong(AuditEntry::number)
                                .reversed())
                .limit(limit)
                .toList();
    }
}
