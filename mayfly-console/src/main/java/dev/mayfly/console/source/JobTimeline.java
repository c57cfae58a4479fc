package dev.mayfly.console.source;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Draws a job's life: the ribbon to scale and the steps in words. Used once. */
final class JobTimeline {
    private static final double WIDTH = 1000;

    /** What happened at all is seen at all. */
    private static final double NARROWEST = 4;

    private final JobRecord job;
    private final Instant begin;
    private final Instant end;
    private final boolean live;
    private final List<JobDetail.Step> steps = new ArrayList<>();
    private final List<JobDetail.Stretch> waits = new ArrayList<>();
    private final List<JobDetail.Stretch> attempts = new ArrayList<>();
    private Instant reached;

    private record Ending(String css, JobState pill, String what) {}

    JobTimeline(JobRecord job, Instant now) {
        this.job = job;
        this.begin = job.submittedAt();
        Instant finished = job.finishedAt();
        this.live = finished == null;
        // Whole seconds: while a job lives its ribbon is drawn anew once a second, not at every
        // look.
        Instant until = finished == null ? now.truncatedTo(ChronoUnit.SECONDS) : finished;
        Instant last = job.changedAt().isAfter(until) ? job.changedAt() : until;
        this.end = last.isAfter(begin) ? last : begin.plusMillis(1);
        this.reached = begin;
    }

    JobDetail.Timeline draw() {
        step(Pills.of(JobState.READY), "Submitted", submittedBy(), begin);
        boolean first = true;
        int kept = job.history().size();
        int known = job.state() == JobState.RUNNING ? job.attempts() - 1 : job.attempts();
        if (kept < known) {
            step(
                    Pills.of(JobState.AWAITING_RETRY),
                    "Earlier attempts",
                    (known - kept) + " of them are no longer kept",
                    begin);
        }
        for (Attempt attempt : job.history()) {
            stretch(
                    first ? firstWait() : "r-retry",
                    attempt.startedAt(),
                    first ? "Waited" : "Waited for its next attempt");
            attempt(attempt);
            first = false;
        }
        now(first);
        // Attempts are drawn last: one of a millisecond must not be covered by the wait after it.
        List<JobDetail.Stretch> ribbon = new ArrayList<>(waits);
        ribbon.addAll(attempts);
        String length = Words.duration(Duration.between(begin, end));
        return new JobDetail.Timeline(
                List.copyOf(ribbon),
                "Submitted",
                live ? "Now, after " + length : "Ended after " + length,
                List.copyOf(steps));
    }

    private @Nullable String submittedBy() {
        String origin = job.envelope().origin();
        return origin.isBlank() ? null : "on " + origin;
    }

    private String firstWait() {
        boolean planned =
                job.envelope().options().delay() != null
                        || job.envelope().options().runAt() != null;
        return planned ? "r-later" : "r-wait";
    }

    private void attempt(Attempt attempt) {
        String name = "Attempt " + attempt.number();
        step(Pills.STARTED, name + " started", null, attempt.startedAt());
        String why = attempt.error() == null ? null : JobLines.error(attempt.error());
        Ending ending = ending(attempt.outcome());
        stretch(ending.css, attempt.finishedAt(), name + ", " + Words.duration(attempt.duration()));
        step(Pills.of(ending.pill), name + ending.what, why, attempt.finishedAt());
    }

    private static Ending ending(Attempt.Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> new Ending("r-done", JobState.SUCCEEDED, " succeeded");
            case FAILED -> new Ending("r-fail", JobState.FAILED, " failed");
            case TIMED_OUT -> new Ending("r-fail", JobState.FAILED, " took too long");
            case CANCELLED -> new Ending("r-over", JobState.CANCELLED, " was cancelled");
            case RELEASED -> new Ending("r-over", JobState.READY, " was given back at shutdown");
            case LOST -> new Ending("r-fail", JobState.READY, " was lost with its node");
        };
    }

    private void now(boolean neverRan) {
        Instant started = job.startedAt();
        switch (job.state()) {
            case RUNNING -> {
                Instant from = started == null ? job.changedAt() : started;
                stretch(neverRan ? firstWait() : "r-retry", from, "Waited");
                stretch("r-alive", end, "Attempt " + job.attempts() + " is running");
                step(
                        Pills.of(JobState.RUNNING),
                        "Attempt " + job.attempts() + " started",
                        null,
                        from);
            }
            case READY, ASSIGNED -> stretch("r-wait", end, "Waits for a place in its queue");
            case BLOCKED -> stretch("r-wait", end, "Waits for other jobs");
            case SCHEDULED -> due("Due", "r-later");
            case AWAITING_RETRY -> due("Attempt " + (job.attempts() + 1) + " is due", "r-retry");
            case AWAITING_SIGNAL -> {
                stretch("r-wait", end, "Waits for signal " + job.waitingFor());
                Instant due = job.dueAt();
                if (due != null) {
                    step(
                            Pills.of(JobState.AWAITING_SIGNAL),
                            "Stops waiting for signal " + job.waitingFor(),
                            null,
                            due);
                }
            }
            case CANCELLED -> {
                if (neverRan || !job.history().getLast().finishedAt().equals(job.finishedAt())) {
                    stretch(neverRan ? firstWait() : "r-retry", end, "Waited");
                    step(Pills.of(JobState.CANCELLED), "Cancelled", null, end);
                }
            }
            case SUCCEEDED, FAILED -> {
                // The last attempt said it.
            }
        }
    }

    private void due(String what, String css) {
        stretch(css, end, "Waits until it is due");
        Instant due = job.dueAt();
        if (due != null) {
            step(Pills.of(JobState.SCHEDULED), what, null, due);
        }
    }

    private void stretch(String css, Instant until, String title) {
        double whole = Math.max(1, Duration.between(begin, end).toNanos());
        double x = WIDTH * Duration.between(begin, reached).toNanos() / whole;
        double to = Math.min(WIDTH, WIDTH * Duration.between(begin, until).toNanos() / whole);
        if (until.isAfter(reached)) {
            double width = Math.max(NARROWEST, to - x);
            boolean wait = css.equals("r-wait") || css.equals("r-later") || css.equals("r-retry");
            (wait ? waits : attempts)
                    .add(
                            new JobDetail.Stretch(
                                    css, round(Math.min(x, WIDTH - width)), round(width), title));
            reached = until;
        }
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private void step(StatePill pill, String what, @Nullable String why, Instant at) {
        String gap = "";
        if (!steps.isEmpty()) {
            Duration since = Duration.between(steps.getLast().at(), at);
            gap = since.isNegative() ? "" : Words.duration(since) + " later";
        }
        steps.add(new JobDetail.Step(pill, what, why, at, gap));
    }
}
