package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.part.ApiCalls;
import dev.mayfly.console.source.part.ErrorChain;
import dev.mayfly.console.source.part.JobFamily;
import dev.mayfly.console.source.part.JobPlaceParts;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.source.part.RetryParts;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.store.LogPage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One job. A job that is removed while its page is open stays on the page as it was. */
final class JobDetailSource implements PageSource {
    private static final int LOG_LINES = 200;
    private static final int MOST_ANCESTORS = 5;
    static final String SHOW = "mayfly.console.payloads=shown shows it.";

    private final ConsoleSources sources;
    private final Links links;
    private final Rights rights;
    private final Map<JobId, String> ancestors = new HashMap<>();
    private JobRecord job;

    JobDetailSource(ConsoleSources sources, Links links, JobRecord job, Rights rights) {
        this.sources = sources;
        this.links = links;
        this.job = job;
        this.rights = rights;
    }

    @Override
    public String template() {
        return "job";
    }

    @Override
    public String title() {
        return job.name();
    }

    @Override
    public String nav() {
        return "jobs";
    }

    @Override
    public List<Fragment> fragments() {
        job = sources.find(job.id()).orElse(job);
        List<Fragment> fragments = new ArrayList<>(story());
        fragments.add(Fragment.leaf("facts", "parts/job :: facts", new JobDetail.Facts(facts())));
        QueueRuleParts.promises(job.queue(), "What queue " + job.queue() + " promises", sources)
                .ifPresent(fragments::add);
        fragments.add(Fragment.leaf("payload", "parts/job :: value", payload()));
        fragments.add(Fragment.leaf("result", "parts/job :: value", result()));
        fragments.add(
                Fragment.leaf(
                        "job-calls",
                        "parts/job :: calls",
                        sources.state().isLive()
                                ? ApiCalls.of(job, !sources.jobs().steps(job.id()).isEmpty())
                                : new JobDetail.Calls(List.of())));
        return fragments;
    }

    /** What happened to it, and what is to come. */
    private List<Fragment> story() {
        Instant now = sources.state().now();
        return List.of(
                Fragment.leaf("job-head", "parts/job :: head", head()),
                Fragment.leaf("failure", "parts/job :: failure", failure()),
                Fragment.leaf(
                        "next-attempts",
                        "parts/job :: next",
                        RetryParts.of(
                                job,
                                sources.jobs().nextAttempts(job.id()).orElse(RetryPreview.NONE))),
                Fragment.leaf(
                        "timeline", "parts/job :: timeline", new JobTimeline(job, now).draw()),
                Fragment.leaf(
                        "job-steps",
                        "parts/job :: steps",
                        new JobSteps(sources, links, rights).of(job)),
                Fragment.leaf(
                        "job-children",
                        "parts/job :: children",
                        JobFamily.of(job.id(), sources.jobs(), links)),
                Fragment.leaf("log", "parts/job :: log", log()));
    }

    private JobDetail.Head head() {
        return new JobDetail.Head(
                job.name(),
                job.id().value(),
                job.queue(),
                links.queue(job.queue()),
                Pills.of(job.state()),
                explanation(),
                JobLines.bar(job),
                actions());
    }

    private String explanation() {
        RetryPolicy retry = sources.retryOf(job);
        return switch (job.state()) {
            case FAILED ->
                    (job.attempts() == 1
                                    ? "Its only attempt failed"
                                    : "It failed in attempt " + job.attempts())
                            + (job.failures() < retry.maxAttempts()
                                    ? " with an error that is not retried."
                                    : ".")
                            + " It stays here until it is retried or removed.";
            case SUCCEEDED ->
                    job.attempts() == 1
                            ? "It succeeded at the first attempt."
                            : "It succeeded in attempt " + job.attempts() + ".";
            case CANCELLED -> cancelled();
            case AWAITING_RETRY ->
                    "Attempt "
                            + job.attempts()
                            + " failed; attempt "
                            + (job.attempts() + 1)
                            + " follows when it is due. Failure "
                            + job.failures()
                            + " of "
                            + retry.maxAttempts()
                            + " allowed.";
            case RUNNING, READY, ASSIGNED, SCHEDULED, AWAITING_SIGNAL, BLOCKED ->
                    JobLines.line(job, JobLines.reasons(List.of(job), sources.jobs()));
        };
    }

    private String cancelled() {
        JobError why = job.error();
        return why != null && why.type().equals(PolicyTransition.Dismiss.ERROR_TYPE)
                ? "It " + why.message() + ". It can be made ready again."
                : "It was cancelled. It can be made ready again.";
    }

    /** Only what this state allows: a button that can never work here teaches nothing. */
    private List<Action> actions() {
        return switch (job.state()) {
            case FAILED, CANCELLED ->
                    sources.jobs().steps(job.id()).isEmpty()
                            ? List.of(retryAction())
                            : List.of(goOnAction(), fromTheStartAction());
            case SUCCEEDED -> List.of();
            case SCHEDULED, READY, ASSIGNED, AWAITING_RETRY, AWAITING_SIGNAL, BLOCKED, RUNNING ->
                    job.cancelRequested() ? List.of() : List.of(cancelAction());
        };
    }

    private Action retryAction() {
        return new Action(
                "Retry",
                "retry",
                links.jobAction(job.id(), "retry"),
                "Retry this job",
                "It becomes ready at once, with all its attempts before it again.",
                false,
                rights.refusal(Operation.RETRY_JOB));
    }

    private Action goOnAction() {
        return new Action(
                "Retry",
                "retry",
                links.jobAction(job.id(), "retry"),
                "Retry this job",
                "It becomes ready at once, with all its attempts before it again. Steps that have"
                        + " ended are not run again.",
                false,
                rights.refusal(Operation.RETRY_JOB));
    }

    private Action fromTheStartAction() {
        return new Action(
                "Retry from the start",
                "back",
                links.jobAction(job.id(), "retry-from-the-start"),
                "Retry from the start",
                "It becomes ready at once and forgets its steps: all of them run again, and what it"
                        + " has waited for it waits for again.",
                true,
                rights.refusal(Operation.RETRY_JOB_FROM_THE_START));
    }

    private Action cancelAction() {
        return new Action(
                "Cancel",
                "failed",
                links.jobAction(job.id(), "cancel"),
                "Cancel this job",
                job.state() == JobState.RUNNING
                        ? "It is interrupted at its next step. What it has done so far is not"
                                + " undone."
                        : "It will not start. It can be made ready again later.",
                true,
                rights.refusal(Operation.CANCEL_JOB));
    }

    private JobDetail.Failure failure() {
        JobError error = job.error();
        // A job on its way again has an old error in its timeline; shown large it would look like
        // the present.
        if (error == null
                || (job.state() != JobState.FAILED && job.state() != JobState.AWAITING_RETRY)) {
            return new JobDetail.Failure("", "", List.of(), null);
        }
        return sources.state().isLive()
                ? ErrorChain.read(error)
                : new JobDetail.Failure(
                        error.type(), "Messages of errors are not in a dump.", List.of(), null);
    }

    private JobDetail.Log log() {
        LogPage end = sources.jobs().log(job.id(), Long.MAX_VALUE);
        LogPage page = sources.jobs().log(job.id(), Math.max(0, end.next() - LOG_LINES));
        List<JobDetail.Line> lines =
                page.lines().stream()
                        .map(line ->
                                new JobDetail.Line(
                                        "line-" + line.index(),
                                        line.index() + 1,
                                        line.at(),
                                        line.text()))
                        .toList();
        if (!sources.state().isLive()) {
            return new JobDetail.Log(lines, "Log lines are not in a dump.");
        }
        long hidden = lines.isEmpty() ? 0 : lines.getFirst().number() - 1;
        String dropped =
                hidden == 0
                        ? null
                        : hidden == 1
                                ? "1 older line is not shown."
                                : Words.count(hidden) + " older lines are not shown.";
        return new JobDetail.Log(lines, dropped);
    }

    private List<JobDetail.Fact> facts() {
        List<JobDetail.Fact> facts = new ArrayList<>();
        facts.add(new JobDetail.Fact("Queue", job.queue(), false, null, links.queue(job.queue())));
        String attempts = JobLines.attempts(job, sources.retryOf(job));
        facts.add(text("Attempts", attempts.isEmpty() ? "none yet" : attempts));
        facts.add(time("Submitted", job.submittedAt()));
        if (!job.state().isTerminal() && job.state() != JobState.AWAITING_RETRY) {
            facts.addAll(RetryParts.ifItFails(job, sources.retryOf(job)));
        }
        Instant due = job.dueAt();
        if (due != null) {
            boolean waits = job.state() == JobState.AWAITING_SIGNAL;
            facts.add(time(waits ? "Waits until" : "Due", due));
        }
        ending(facts);
        Duration timeout = job.envelope().options().timeout();
        if (timeout != null) {
            facts.add(text("Time-out", Words.duration(timeout)));
        }
        lineage(facts);
        facts.addAll(JobRelations.of(job, sources, links));
        facts.add(text("Origin", job.envelope().origin()));
        String owner = job.owner();
        if (owner != null) {
            facts.add(text("Runs on", owner));
        }
        sources.engine(job.queue()).ifPresent(engine -> facts.add(text("Engine", engine)));
        facts.addAll(JobPlaceParts.of(job, sources.state(), links));
        job.envelope().options().labels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(label -> facts.add(text(label.getKey(), label.getValue())));
        marks(facts);
        return List.copyOf(facts);
    }

    /** Under which marks it is found elsewhere. */
    private void marks(List<JobDetail.Fact> facts) {
        String trace = traceId(job.envelope().traceContext().get("traceparent"));
        facts.add(
                trace == null
                        ? text("Trace", "none")
                        : new JobDetail.Fact(
                                "Trace", trace, true, null, sources.traces().to(trace)));
        facts.add(new JobDetail.Fact("Job id", job.id().value(), true, null, null));
        facts.add(
                new JobDetail.Fact(
                        "Audit", "Who did what to it", false, null, links.audit(job.id().value())));
    }

    private void ending(List<JobDetail.Fact> facts) {
        Instant finished = job.finishedAt();
        if (finished != null) {
            facts.add(time("Ended", finished));
            facts.add(text("Ran for", Words.duration(JobLines.runTime(job))));
            Duration whole = Duration.between(job.submittedAt(), finished);
            facts.add(
                    text(
                            "Waited",
                            Words.duration(
                                    max(Duration.ZERO, whole.minus(JobLines.runTime(job))))));
        }
    }

    private void lineage(List<JobDetail.Fact> facts) {
        List<JobId> lineage = job.envelope().lineage();
        int skipped = Math.max(0, lineage.size() - MOST_ANCESTORS);
        if (skipped > 0) {
            facts.add(text("Part of", Words.count(skipped) + " more above these"));
        }
        for (JobId parent : lineage.subList(skipped, lineage.size())) {
            String name = ancestors.computeIfAbsent(parent, this::nameOf);
            facts.add(new JobDetail.Fact("Part of", name, false, null, links.job(parent)));
        }
    }

    private String nameOf(JobId id) {
        return sources.find(id).map(JobRecord::name).orElse(JobLines.shortId(id));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static JobDetail.Fact text(String label, String value) {
        return new JobDetail.Fact(label, value, false, null, null);
    }

    private static JobDetail.Fact time(String label, Instant at) {
        return new JobDetail.Fact(label, "", false, at, null);
    }

    /** The trace's id out of a W3C {@code traceparent}: version, trace, span, flags. */
    static @Nullable String traceId(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        String[] parts = traceparent.split("-", -1);
        return parts.length >= 4 && parts[1].length() == 32 ? parts[1] : null;
    }

    private JobDetail.Value payload() {
        JobsState.Redacted left = sources.jobs().redacted(job.id()).orElse(null);
        return left == null
                ? value("payload", "Payload", job.envelope().payload(), "")
                : new JobDetail.Value("payload", "Payload", null, left.payload());
    }

    private JobDetail.Value result() {
        JobsState.Redacted left = sources.jobs().redacted(job.id()).orElse(null);
        if (left != null && !left.result().isEmpty()) {
            return new JobDetail.Value("result", "Result", null, left.result());
        }
        String result = job.result();
        if (result == null || result.equals("null")) {
            String why =
                    job.state() == JobState.SUCCEEDED
                            ? "The job returned none."
                            : "None: the job has not succeeded.";
            return new JobDetail.Value("result", "Result", null, why);
        }
        return value("result", "Result", result, "");
    }

    private JobDetail.Value value(String id, String title, String json, String note) {
        if (json.equals("null")) {
            return new JobDetail.Value(id, title, null, "None.");
        }
        if (sources.payloadsShown()) {
            return new JobDetail.Value(id, title, json, note);
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return new JobDetail.Value(
                id, title, null, HealthReport.count(bytes, "byte") + ", hidden. " + SHOW);
    }
}
