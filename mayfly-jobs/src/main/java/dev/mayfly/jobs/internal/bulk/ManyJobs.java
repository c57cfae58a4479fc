package dev.mayfly.jobs.internal.bulk;

import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.admission.Blocking;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Acts on all jobs that a search finds, page by page and in its order, those accepted last first.
 * No job is met twice, since the search goes on behind those it has found; jobs that are accepted
 * meanwhile are not found. Safe for use by any thread that may block.
 */
public final class ManyJobs {

    private static final Set<JobState> ENDED_BADLY =
            Set.copyOf(EnumSet.of(JobState.FAILED, JobState.CANCELLED));
    private static final Set<JobState> LIVE = live();
    private static final int PAGE = 500;

    /** Records come with their payloads: a count holds no more of them than this at once. */
    private static final int COUNTED_AT_ONCE = 100;

    private final JobStore store;
    private final Redrive redrive;
    private final Predicate<JobId> cancel;

    /** Makes a job ready again. */
    @FunctionalInterface
    public interface Redrive {
        /**
         * Makes one ready again.
         *
         * @param id which
         * @param fresh whether its steps are forgotten
         * @return true if done
         */
        boolean redrive(JobId id, boolean fresh);
    }

    /**
     * Acts on the jobs of a store.
     *
     * @param store where they are
     * @param redrive makes one ready again
     * @param cancel asks one to end; true if it was asked
     */
    public ManyJobs(JobStore store, Redrive redrive, Predicate<JobId> cancel) {
        this.store = store;
        this.redrive = redrive;
        this.cancel = cancel;
    }

    private static Set<JobState> live() {
        var live = EnumSet.allOf(JobState.class);
        live.removeIf(JobState::isTerminal);
        return Set.copyOf(live);
    }

    /**
     * Makes them ready again.
     *
     * <p>Left out are jobs that were never meant to run: those that were skipped since one before
     * them failed, and those that another took the place of. They would run before, or in spite of,
     * what they wait for. So are jobs in a state of a later version, which only look failed.
     *
     * @param query which; of its states only FAILED and CANCELLED count
     * @param fresh whether their steps are forgotten
     * @return how many
     */
    public long redrive(JobQuery query, boolean fresh) {
        return each(
                query,
                ENDED_BADLY,
                job -> job.isStateKnown() && !isDismissed(job) && redrive.redrive(job.id(), fresh));
    }

    private static boolean isDismissed(JobRecord job) {
        JobError why = job.error();
        return why != null && why.type().equals(PolicyTransition.Dismiss.ERROR_TYPE);
    }

    /**
     * Asks them to end. The jobs of a batch are its members: what comes after it is left out where
     * the query names one, and runs when all members have ended.
     *
     * @param query which; of its states only those count that are not terminal
     * @return how many were asked
     */
    public long cancel(JobQuery query) {
        boolean ofABatch = query.batch() != null;
        return each(
                query, LIVE, job -> !(ofABatch && Blocking.closes(job)) && cancel.test(job.id()));
    }

    private long each(JobQuery query, Set<JobState> only, Predicate<JobRecord> act) {
        Set<JobState> states = EnumSet.noneOf(JobState.class);
        states.addAll(query.states());
        states.retainAll(only);
        if (states.isEmpty()) {
            return 0;
        }
        JobQuery next = query.withStates(states).withLimit(PAGE).withAfter(null);
        long done = 0;
        while (true) {
            JobPage page = store.query(next);
            for (JobRecord job : page.jobs()) {
                done += act.test(job) ? 1 : 0;
            }
            if (page.next() == null) {
                return done;
            }
            next = next.withAfter(page.next());
        }
    }

    /**
     * Counts them, up to a bound.
     *
     * @param query which
     * @param most where to stop
     * @return how many, or {@code most} + 1 for more
     */
    public int count(JobQuery query, int most) {
        JobQuery next = query.withLimit(COUNTED_AT_ONCE).withAfter(null);
        int count = 0;
        while (true) {
            JobPage page = store.query(next);
            count += page.jobs().size();
            if (count > most) {
                return most + 1;
            }
            if (page.next() == null) {
                return count;
            }
            next = next.withAfter(page.next());
        }
    }
}
