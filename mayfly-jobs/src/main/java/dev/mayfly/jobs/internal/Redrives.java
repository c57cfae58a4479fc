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

/** Makes jobs ready again that have failed or were cancelled. Safe for use by any thread. */
public final class Redrives {

    private static final Set<JobState> ENDED_BADLY =
            Set.copyOf(EnumSet.of(JobState.FAILED, JobState.CANCELLED));

    private final JobRuntime runtime;

    Redrives(JobRuntime runtime) {
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
            if (!job.isStateKnown()) {
                JobError why = job.error();
                throw new JobRejectedException(
                        "it is not retried here: " + (why == null ? "" : why.message()));
            }
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

    /** {@return who acts on all jobs that a search finds} */
    public ManyJobs many() {
        return new ManyJobs(runtime.store(), this::redrive, runtime::cancel);
    }
}
