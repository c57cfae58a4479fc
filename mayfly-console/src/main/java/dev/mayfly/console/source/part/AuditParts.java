package dev.mayfly.console.source.part;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.console.view.audit.AuditList;
import dev.mayfly.jobs.model.JobId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Who did what, and who was not let, as the page of the audit shows it. */
public final class AuditParts {
    private static final int MOST_SHOWN = 200;

    private static final String KEPT =
            "The latest "
                    + Words.count(AuditTrail.MOST_ACTIONS)
                    + " actions and "
                    + AuditTrail.MOST_REFUSALS
                    + " refusals on this node since it started; at most "
                    + MOST_SHOWN
                    + " are shown. The log dev.mayfly.console.audit has all actions, and Spring"
                    + " Boot's audit events too.";

    private final Links links;
    private final PageRequest.Audit page;

    private AuditParts(Links links, PageRequest.Audit page) {
        this.links = links;
        this.page = page;
    }

    /**
     * The parts of the page.
     *
     * @param trail what there is
     * @param links makes their links
     * @param page which of it is asked for
     * @return the search and the rows
     */
    public static List<Fragment> of(AuditTrail trail, Links links, PageRequest.Audit page) {
        return new AuditParts(links, page).fragments(trail);
    }

    private List<Fragment> fragments(AuditTrail trail) {
        List<AuditList.Row> rows =
                trail.latest(page.query(), MOST_SHOWN).stream().map(this::row).toList();
        Empty empty = rows.isEmpty() ? empty() : null;
        List<Fragment> members =
                rows.stream()
                        .map(row -> Fragment.leaf(row.id(), "parts/audit :: row", row))
                        .toList();
        return List.of(
                Fragment.leaf("audit-search", "parts/audit :: search", search()),
                new Fragment(
                        "rows",
                        "parts/audit :: rows",
                        new AuditList.Rows(rows, empty, KEPT),
                        empty == null ? "" : empty,
                        members));
    }

    private AuditList.Search search() {
        return new AuditList.Search(
                links.to(PageRequest.Audit.ALL),
                orEmpty(page.actor()),
                orEmpty(page.target()),
                orEmpty(page.action()),
                Stream.concat(
                                Arrays.stream(Operation.values()).map(Operation::verb),
                                Stream.of(
                                        "retry-from-the-start-all",
                                        "retry-from-the-start-ticked",
                                        "look"))
                        .sorted()
                        .toList(),
                page.equals(PageRequest.Audit.ALL) ? null : links.to(PageRequest.Audit.ALL));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private Empty empty() {
        return page.equals(PageRequest.Audit.ALL)
                ? new Empty(
                        "Nobody has done anything yet",
                        "What is done in this console, and what is refused, appears here with who"
                                + " and from where.",
                        null)
                : new Empty(
                        "No entry is like this",
                        "A part of a name is enough; an action is meant whole.",
                        null);
    }

    private AuditList.Row row(AuditEntry entry) {
        return new AuditList.Row(
                "audit-" + entry.number(),
                entry.at(),
                entry.actor(),
                entry.address(),
                entry.action(),
                entry.target(),
                href(entry),
                pill(entry.outcome()),
                orEmpty(entry.detail()),
                entry.times() == 1 ? "" : Words.count(entry.times()) + " times");
    }

    /** Only where the target is of the console's own making: a refused path is anybody's. */
    private @Nullable String href(AuditEntry entry) {
        if (entry.outcome() == AuditEntry.Outcome.REFUSED
                || entry.outcome() == AuditEntry.Outcome.FAILED) {
            return null;
        }
        return switch (entry.action()) {
            case "cancel", "retry", "retry-from-the-start", "signal", "demo" -> job(entry.target());
            case "pause", "resume", "limit", "reset" -> links.queue(entry.target());
            case "pause-recurring", "resume-recurring", "run-recurring" ->
                    links.to(new PageRequest.Recurring());
            case "cancel-batch" -> links.batch(entry.target());
            default ->
                    PageRequest.parse(entry.target())
                            .filter(PageRequest.JobList.class::isInstance)
                            .map(links::to)
                            .orElse(null);
        };
    }

    private @Nullable String job(String id) {
        try {
            return links.job(new JobId(id));
        } catch (IllegalArgumentException cut) {
            return null;
        }
    }

    private static StatePill pill(AuditEntry.Outcome outcome) {
        return switch (outcome) {
            case BEGUN -> new StatePill("Begun", "play", Tone.ALIVE);
            case DONE -> new StatePill("Done", "done", Tone.DONE);
            case UNCHANGED -> new StatePill("No change", "skipped", Tone.OVER);
            case FAILED -> new StatePill("Failed", "failed", Tone.FAIL);
            case REFUSED -> new StatePill("Refused", "lock", Tone.RETRY);
        };
    }
}
