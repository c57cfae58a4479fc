package dev.mayfly.console.source;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.Bar;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.RetryPolicy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What there is to say about a job in a line. */
final class JobLines {
    private static final int SHORT_ID = 8;

    private JobLines() {}

    static String shortId(JobId id) {
        String text = id.value();
        return text.length() <= SHORT_ID ? text : text.substring(text.length() - SHORT_ID);
    }

    static @Nullable Bar bar(JobRecord job) {
        Progress progress = job.progress();
        if (job.state() != JobState.RUNNING || progress.total() == 0) {
            return null;
        }
        return new Bar(
                progress.done(),
                progress.total(),
                Words.count(progress.done()) + " of " + Words.count(progress.total()));
    }

    /** Why jobs are where they are, of those whose line says it; asked of the store at once. */
    static Map<JobId, String> reasons(Collection<JobRecord> jobs, JobsState state) {
        List<JobRecord> waiting = jobs.stream().filter(JobLines::saysWhy).toList();
        return waiting.isEmpty() ? Map.of() : state.reasons(waiting);
    }

    private static boolean saysWhy(JobRecord job) {
        return switch (job.state()) {
            case FAILED, AWAITING_RETRY, CANCELLED, SUCCEEDED -> false;
            case RUNNING ->
                    !job.cancelRequested() && message(job).isEmpty() && labels(job).isEmpty();
            case SCHEDULED, READY, ASSIGNED, AWAITING_SIGNAL, BLOCKED -> true;
        };
    }

    static String line(JobRecord job, Map<JobId, String> reasons) {
        return switch (job.state()) {
            case FAILED, AWAITING_RETRY -> error(job.error());
            case CANCELLED ->
                    job.error() != null
                                    && job.error()
                                            .type()
                                            .equals(PolicyTransition.Dismiss.ERROR_TYPE)
                            ? sentence(job.error().message())
                            : "Cancelled";
            case SUCCEEDED -> message(job).isEmpty() ? labels(job) : message(job);
            case RUNNING ->
                    job.cancelRequested()
                            ? "Was asked to stop and has not given up yet"
                            : running(job, reasons);
            case SCHEDULED, READY, ASSIGNED, AWAITING_SIGNAL, BLOCKED -> why(job, reasons);
        };
    }

    private static String running(JobRecord job, Map<JobId, String> reasons) {
        String message = message(job).isEmpty() ? labels(job) : message(job);
        return message.isEmpty() ? why(job, reasons) : message;
    }

    private static String why(JobRecord job, Map<JobId, String> reasons) {
        return sentence(reasons.getOrDefault(job.id(), ""));
    }

    /** What tells this job from others of its name, where it says nothing itself. */
    static String labels(JobRecord job) {
        return job.envelope().options().labels().entrySet().stream()
                .filter(label -> !label.getKey().startsWith("mayfly."))
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + " " + label.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String message(JobRecord job) {
        String message = job.progress().message();
        return message == null ? "" : message;
    }

    static String error(@Nullable JobError error) {
        if (error == null) {
            return "";
        }
        return error.message().isBlank() ? simpleName(error.type()) : error.message();
    }

    static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    static String attempts(JobRecord job, RetryPolicy retry) {
        return job.attempts() == 0
                ? ""
                : job.attempts() + " of " + Math.max(job.attempts(), retry.maxAttempts());
    }

    static String took(JobRecord job) {
        if (!job.state().isTerminal() || job.attempts() == 0) {
            return "";
        }
        return Words.duration(runTime(job));
    }

    static Duration runTime(JobRecord job) {
        return job.history().stream().map(Attempt::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** A reason begins in lower case, because the kernel's sentences go on after a name. */
    static String sentence(String reason) {
        return reason.isEmpty()
                ? ""
                : reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
    }
}
