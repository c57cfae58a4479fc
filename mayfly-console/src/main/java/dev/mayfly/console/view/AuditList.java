package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The page of who did what.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class AuditList {

    private AuditList() {}

    /**
     * What is looked for.
     *
     * @param href where the form is sent
     * @param actor the part of a user's name, empty for all
     * @param target the part of what it was about, empty for all
     * @param action the action, empty for all
     * @param actions all actions that there are
     * @param clear the address of all entries; absent where all are shown
     */
    public record Search(
            String href,
            String actor,
            String target,
            String action,
            List<String> actions,
            @Nullable String clear) {}

    /**
     * One entry.
     *
     * @param id the element's id
     * @param at when
     * @param actor who
     * @param address from where
     * @param action what
     * @param target on what
     * @param href where that is shown, absent where it is nowhere
     * @param outcome how it went
     * @param detail more of it, empty for nothing
     * @param times how often, empty for once
     */
    public record Row(
            String id,
            Instant at,
            String actor,
            String address,
            String action,
            String target,
            @Nullable String href,
            StatePill outcome,
            String detail,
            String times) {}

    /**
     * The entries.
     *
     * @param rows the latest first
     * @param empty what to say when there are none; absent when there are some
     * @param kept how many are kept, and where more are
     */
    public record Rows(List<Row> rows, @Nullable Empty empty, String kept) {}
}
