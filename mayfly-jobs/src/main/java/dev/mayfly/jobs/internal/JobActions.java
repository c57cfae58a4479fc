package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.internal.bulk.ManyJobs;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;

import java.util.EnumSet;
import java.util.Set;

/**
 * What people do to jobs: make those ready again that have failed or were cancelled, and ask others
 * to end. Safe for use by any thread; blocks while the store writes.
 */
public final class JobActions {

    private static final Set<JobState> ENDED_BADLY =
            Set.copyOf(EnumSet.of(JobState.FAILED, JobState.CANCELLED));

    private final JobRuntime runtime;

    JobActions(JobRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Makes one ready again.
     *
     * @param id which
     * @param fresh whether its steps are forgotten
     * @return true if done
     * @throws JobRejectedException if the process shuts down, or does not know the job's state
     */
    public boolean redrive(JobId id, boolean fresh) {
        runtime.submitter().checkOpen("job " + id);
        while (true) {
            JobRecord job = runtime.store().find(id).orElse(null);
            if (job == null || !ENDED_BADLY.contains(job.state())) {
                return false;
            }
            requireKnown(job, "retried");
            JobRecord ready =
                    runtime.apply(
                            new Transition.Redrive(
                                    id, job.epoch(), job.state(), runtime.now(), fresh));
            if (ready != null) {
                runtime.dispatch(runtime.live().renew(ready), ready);
                return true;
            }
        }
    }

    /**
     * Asks a job to end.
     *
     * @param id which
     * @return true if it had not ended and this was the first request
     * @throws JobRejectedException if its state is one of a later version
     */
    public boolean cancel(JobId id) {
        while (true) {
            JobRecord job = runtime.store().find(id).orElse(null);
            if (job == null) {
                return false;
            }
            requireKnown(job, "cancelled");
            if (job.state().isTerminal() || job.cancelRequested()) {
                return false;
            }
            if (job.state() == JobState.RUNNING) {
                if (cancelRunning(job)) {
                    return true;
                }
            } else if (cancelWaiting(job)) {
                return true;
            }
        }
    }

    private boolean cancelRunning(JobRecord job) {
        if (runtime.apply(new Transition.RequestCancel(job.id(), job.epoch())) == null) {
            return false;
        }
        LiveJob running = runtime.live().find(job.id());
        if (running != null) {
            running.requestCancel(job.epoch());
        }
        return true;
    }

    /** Cancels a job that does not run; false if it has moved on meanwhile. */
    boolean cancelWaiting(JobRecord job) {
        JobRecord cancelled =
                runtime.apply(
                        new Transition.Cancel(
                                job.id(), job.epoch(), job.state(), runtime.now(), null));
        if (cancelled == null) {
            return false;
        }
        runtime.onwards().ended(cancelled);
        return true;
    }

    /**
     * Refuses to act on a job in a state of a later version, which may be at work or have ended.
     *
     * @param job which
     * @param verb what is not done with it, for instance {@code cancelled}
     * @throws JobRejectedException if its state is not known
     */
    static void requireKnown(JobRecord job, String verb) {
        if (!job.isStateKnown()) {
            JobError why = job.error();
            throw new JobRejectedException(
                    "it is not " + verb + " here: " + (why == null ? "" : why.message()));
        }
    }

    /** {@return who acts on all jobs that a search finds} */
    public ManyJobs many() {
        return new ManyJobs(runtime.store(), this::redrive, this::cancel);
    }
}
