package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.SubmissionRules;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;

import java.util.ArrayList;
import java.util.List;

/** What a job's page says of its relation to other jobs. */
final class JobRelations {

    /** Of each kind; a page is no list. */
    private static final int MOST_SHOWN = 5;

    private JobRelations() {}

    static List<JobDetail.Fact> of(JobRecord job, ConsoleSources sources, Links links) {
        List<JobDetail.Fact> facts = new ArrayList<>();
        SubmissionRules policies = job.envelope().options().policies();
        if (policies.idempotencyKey() != null) {
            facts.add(text("Idempotency key", policies.idempotencyKey().value()));
        }
        if (policies.unique() != null) {
            facts.add(text("Unique", words(policies.unique())));
        }
        List<JobId> before = Blocking.predecessors(job);
        before.stream()
                .limit(MOST_SHOWN)
                .map(id ->
                        sources.find(id)
                                .map(other -> link("After", other, links))
                                .orElseGet(
                                        () -> text("After", JobLines.shortId(id) + " (removed)")))
                .forEach(facts::add);
        more("After", before.size(), facts);
        List<JobRecord> next = sources.jobs().successors(job.id());
        next.stream().limit(MOST_SHOWN).forEach(other -> facts.add(link("Before", other, links)));
        more("Before", next.size(), facts);
        BatchPart part = policies.batch();
        if (part != null) {
            facts.add(batch(part, sources, links));
        }
        return facts;
    }

    private static void more(String label, int all, List<JobDetail.Fact> facts) {
        if (all > MOST_SHOWN) {
            facts.add(text(label, "and " + Words.count(all - MOST_SHOWN) + " more"));
        }
    }

    private static String words(Uniqueness rule) {
        String by =
                switch (rule.by()) {
                    case ARGUMENTS -> "by arguments";
                    case NAME -> "by name";
                    case KEY -> "by key " + rule.key();
                };
        String during =
                rule.period() == null
                        ? " until it has ended"
                        : " within " + Words.duration(rule.period());
        String then =
                switch (rule.then()) {
                    case KEEP_FIRST -> "; the first is kept";
                    case REJECT -> "; others are refused";
                    case REPLACE -> "; a later one takes its place while it waits";
                    case KEEP_LAST -> "; it takes a later payload while it waits";
                    case DEBOUNCE -> "; each later one puts it off";
                };
        return by + during + then;
    }

    private static JobDetail.Fact batch(BatchPart part, ConsoleSources sources, Links links) {
        String label = part.role() == BatchPart.Role.MEMBER ? "Batch" : "After batch";
        String progress = sources.jobs().batch(part.batch()).map(JobRelations::words).orElse("");
        return new JobDetail.Fact(
                label, part.name() + progress, false, null, links.batch(part.batch()));
    }

    private static String words(BatchRecord batch) {
        return ": "
                + Words.count(batch.done())
                + " of "
                + Words.count(batch.total())
                + " ended"
                + (batch.failed() == 0 ? "" : ", " + Words.count(batch.failed()) + " failed");
    }

    private static JobDetail.Fact link(String label, JobRecord other, Links links) {
        return new JobDetail.Fact(
                label,
                other.name() + " (" + Pills.of(other.state()).label() + ")",
                false,
                null,
                links.job(other.id()));
    }

    private static JobDetail.Fact text(String label, String value) {
        return new JobDetail.Fact(label, value, false, null, null);
    }
}
