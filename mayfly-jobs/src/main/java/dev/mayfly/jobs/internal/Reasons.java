package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** Why a job is where it is, in one sentence, from the facts that decide. */
final class Reasons {

    private static final int MOST_NAMED = 3;

    private Reasons() {}

    static String of(JobRecord job, @Nullable LiveJob live, RetryPolicy retry) {
        TaskHandle<?> task = live == null ? null : live.task();
        return switch (job.state()) {
            case SCHEDULED -> "waits until " + job.dueAt();
            case READY -> ready(task);
            case ASSIGNED -> assigned(job, task);
            case RUNNING -> running(job, task);
            case AWAITING_RETRY ->
                    "waits until "
                            + job.dueAt()
                            + ", then attempt "
                            + (job.attempts() + 1)
                            + "; failure "
                            + job.failures()
                            + " of "
                            + retry.maxAttempts()
                            + " allowed was "
                            + job.error();
            case AWAITING_SIGNAL ->
                    "waits for signal \"" + job.waitingFor() + "\" until " + job.dueAt();
            case SUCCEEDED -> "succeeded in attempt " + job.attempts();
            case FAILED -> "failed for good in attempt " + job.attempts() + ": " + job.error();
            case CANCELLED -> cancelled(job);
            case BLOCKED -> "waits for other jobs";
        };
    }

    /** What a job waits for that is BLOCKED, by the rows that decide. */
    static String blocked(JobRecord job, JobStore store) {
        BatchPart part = job.envelope().options().policies().batch();
        if (Blocking.closes(job) && part != null) {
            return store.batch(part.batch())
                    .map(batch ->
                            "waits for "
                                    + (batch.total() - batch.done())
                                    + " of "
                                    + batch.total()
                                    + " jobs of batch "
                                    + batch.name())
                    .orElse("waits for batch " + part.name());
        }
        List<JobRecord> open = store.predecessors(job.id());
        int all = Blocking.predecessors(job).size();
        String named =
                open.stream()
                        .limit(MOST_NAMED)
                        .map(other ->
                                other.name()
                                        + " "
                                        + Blocking.brief(other.id().value())
                                        + " ("
                                        + other.state()
                                        + ")")
                        .collect(Collectors.joining(", "));
        return "waits for "
                + open.size()
                + " of "
                + all
                + " jobs: "
                + named
                + (open.size() > MOST_NAMED ? ", …" : "");
    }

    private static String cancelled(JobRecord job) {
        JobError why = job.error();
        return why != null && why.type().equals(PolicyTransition.Dismiss.ERROR_TYPE)
                ? why.message()
                : "was cancelled";
    }

    private static String ready(@Nullable TaskHandle<?> task) {
        return task == null || task.isDone()
                ? "is ready and waits until the scheduler takes it"
                : task.reason();
    }

    private static String assigned(JobRecord job, @Nullable TaskHandle<?> task) {
        return task == null || task.isDone()
                ? "stands in the line of node " + job.owner()
                : task.reason();
    }

    private static String running(JobRecord job, @Nullable TaskHandle<?> task) {
        String what = "attempt " + job.attempts();
        if (job.owner() != null) {
            what += " on node " + job.owner();
        }
        if (task != null && !task.isDone()) {
            what += " " + task.reason();
        }
        return job.cancelRequested()
                ? what + "; was asked to cancel and has not given up yet"
                : what;
    }
}
