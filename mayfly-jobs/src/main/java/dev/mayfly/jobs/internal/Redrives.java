package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;

import java.util.EnumSet;
import java.util.Set;

/** Makes jobs ready again that have failed or were cancelled. Safe for use by any thread. */
public final class Redrives {

    private static final Set<JobState> ENDED_BADLY =
            Set.copyOf(EnumSet.of(JobState.FAILED, JobState.CANCELLED));
    private static final int PAGE = 500;

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
     * @throws JobRejectedException if the process shuts down
     */
    public boolean redrive(JobId id, boolean fresh) {
        runtime.submitter().checkOpen("job " + id);
        while (true) {
            JobRecord job = runtime.store().find(id).orElse(null);
            if (job == null || !ENDED_BADLY.contains(job.state())) {
                return false;
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

    /**
     * Makes all ready again that a query finds, page by page, in the order of the search. Those
     * that fail again meanwhile are not found a second time, since the search goes on behind them.
     *
     * @param query which; of its states only FAILED and CANCELLED count
     * @return how many
     * @throws JobRejectedException if the process shuts down; those before are ready again
     */
    public long redriveAll(JobQuery query) {
        Set<JobState> states = EnumSet.noneOf(JobState.class);
        states.addAll(query.states());
        states.retainAll(ENDED_BADLY);
        if (states.isEmpty()) {
            return 0;
        }
        JobQuery next = query.withStates(states).withLimit(PAGE);
        long done = 0;
        while (true) {
            JobPage page = runtime.store().query(next);
            for (JobRecord job : page.jobs()) {
                done += redrive(job.id(), false) ? 1 : 0;
            }
            if (page.next() == null) {
                return done;
            }
            next = next.withAfter(page.next());
        }
    }
}
