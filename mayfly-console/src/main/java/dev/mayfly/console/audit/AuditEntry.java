package dev.mayfly.console.audit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/**
 * Somebody did something in the console, or was not let.
 *
 * @param number counts up from 1 in the order in which entries came; 0 before it was kept
 * @param at when; of several alike, the last time
 * @param actor the user's name as Spring Security knows it, or {@code anonymous}
 * @param address where the request came from
 * @param action what, for instance {@code cancel}; {@code look} for a page that was refused
 * @param target on what: a job's id, a queue's name, the address of a list
 * @param outcome how it went
 * @param detail the reason given, what was set, or why it was refused; null for nothing
 * @param times how often in a row; more than 1 only for refusals that are alike
 */
public record AuditEntry(
        long number,
        Instant at,
        String actor,
        String address,
        String action,
        String target,
        Outcome outcome,
        @Nullable String detail,
        int times) {

    /** So much of any text is kept; a request can bring as much as it likes. */
    static final int LONGEST = 500;

    /** How it went. */
    public enum Outcome {
        /** It has begun; its end is an entry of its own. Without one, the process was lost. */
        BEGUN,
        /** It was done. */
        DONE,
        /** There was nothing to change. */
        UNCHANGED,
        /** It could not be done, or not wholly. */
        FAILED,
        /** It was not allowed. Nothing was changed. */
        REFUSED
    }

    /** Cuts what is too long, and takes out what would write lines of its own into a log. */
    public AuditEntry {
        actor = cut(actor);
        address = cut(address);
        action = cut(action);
        target = cut(target);
        detail = detail == null ? null : cut(detail);
    }

    /**
     * An entry that came once.
     *
     * @param at when
     * @param actor who
     * @param address from where
     * @param action what
     * @param target on what
     * @param outcome how it went
     * @param detail more of it, null for nothing
     */
    public AuditEntry(
            Instant at,
            String actor,
            String address,
            String action,
            String target,
            Outcome outcome,
            @Nullable String detail) {
        this(0, at, actor, address, action, target, outcome, detail, 1);
    }

    AuditEntry numbered(long next) {
        return new AuditEntry(next, at, actor, address, action, target, outcome, detail, times);
    }

    AuditEntry again(AuditEntry later) {
        return new AuditEntry(
                number,
                later.at,
                actor,
                address,
                action,
                later.target,
                outcome,
                detail,
                times == Integer.MAX_VALUE ? times : times + 1);
    }

    boolean isLike(AuditEntry other) {
        return actor.equals(other.actor)
                && address.equals(other.address)
                && action.equals(other.action)
                && Objects.equals(detail, other.detail);
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
