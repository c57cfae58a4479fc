package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Keeps jobs, and is the only truth about them: whatever else knows of a job (a queue in memory, a
 * handle, a timer) is a hint that the store may refuse.
 *
 * <p>Records change by {@link Transition}s only. Each is a compare-and-set on id, epoch and state;
 * of several for one state and epoch exactly one is applied. Every applied transition moves the
 * counters too, so nobody ever counts records. A method that returns has taken effect for every
 * later call of any thread; whether it also outlives the process is said by {@link #info()}.
 *
 * <p>Every implementation passes {@code JobStoreContractTests} of {@code mayfly-test}.
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public interface JobStore extends AutoCloseable {

    /**
     * What this store is.
     *
     * @return its kind and what it promises
     */
    StoreInfo info();

    /**
     * Adds jobs, all of them or none.
     *
     * @param jobs as made by {@link JobRecord#submitted}
     * @throws DuplicateJobException if an id is taken or appears twice; nothing was added
     */
    void insert(Collection<JobRecord> jobs);

    /**
     * Adds jobs, all of them or none, in the transaction that the caller is in, if this store knows
     * of one.
     *
     * @param jobs as in {@link #insert(Collection)}
     * @param then hears what became of it: before this returns where there is no transaction, else
     *     when that one has ended, on the thread that ended it; must be quick and must not throw
     * @throws DuplicateJobException as in {@link #insert(Collection)}; nobody hears of it then
     */
    default void insert(Collection<JobRecord> jobs, Consumer<Acceptance> then) {
        insert(jobs);
        then.accept(Acceptance.ACCEPTED);
    }

    /**
     * Adds jobs, all of them or none, by the policies that they were submitted with: one may turn
     * out to be the same as an earlier one, take the place of one that waits, or have to wait for
     * others. What this decides is decided for all processes, and for submissions at the same time
     * one after the other.
     *
     * @param jobs as made by {@link JobRecord#submitted}
     * @param then as in {@link #insert(Collection, Consumer)}
     * @return what became of each, in order; in a transaction of the caller's, if that is committed
     * @throws DuplicateJobException as in {@link #insert(Collection)}
     * @throws IllegalArgumentException if one of them is to come after a job that is not here
     * @throws IllegalStateException if one of them is for a batch that has ended
     * @throws SubmissionConflictException if one of them is refused by its own rule; nothing was
     *     added or changed
     * @throws UnsupportedOperationException if a job has policies, and this store knows none
     */
    default List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
        for (JobRecord job : jobs) {
            if (job.envelope().options().policies().any()) {
                throw new UnsupportedOperationException(
                        "a store of type "
                                + info().type()
                                + " cannot keep what job \""
                                + job.name()
                                + "\" wants: "
                                + job.envelope().options().policies());
            }
        }
        insert(jobs, then);
        return jobs.stream().<SubmissionOutcome>map(SubmissionOutcome.Added::new).toList();
    }

    /**
     * Sets who hears of the steps that this store takes of its own accord. A job that waited for
     * another becomes ready, or is cancelled, when that one ends; one that cannot be read is set
     * aside as FAILED; and one whose owner is lost is cancelled where somebody had asked for that.
     *
     * @param listener hears of the job before and after, once that is decided; must be quick and
     *     must not throw. It replaces the one before
     */
    default void onMoved(BiConsumer<JobRecord, JobRecord> listener) {}

    /**
     * Looks up a batch.
     *
     * @param id which
     * @return how it stands; empty if it was never here or was removed with its last job
     */
    default Optional<BatchRecord> batch(String id) {
        return Optional.empty();
    }

    /**
     * The jobs that a job waits for still.
     *
     * @param id which job
     * @return them, at most 100; none if it waits for none
     */
    default List<JobRecord> predecessors(JobId id) {
        return List.of();
    }

    /**
     * The jobs that come or came after a job.
     *
     * @param id which job
     * @return them, at most 100
     */
    default List<JobRecord> successors(JobId id) {
        return List.of();
    }

    /**
     * Takes one step of a job's life, or refuses it.
     *
     * @param transition the step
     * @return applied, with the records before and after; or rejected, with the record as it is
     * @throws UnstorableException if the store cannot keep what the step brings
     */
    TransitionResult apply(Transition transition);

    /**
     * Takes one step of a job's life, and tells what came of it once that is decided. Steps of one
     * job are taken in the order in which they were asked for by one thread.
     *
     * @param step the step
     * @param known the job as the caller knows it, which must accept the step: a store that would
     *     have to read it first tries without
     * @param then hears the result, on the calling thread or one of the store's; must be quick and
     *     must not throw. A step that was not decided when the store was closed, or that came from
     *     an owner whose lease had run out by then, is rejected without a record
     */
    default void apply(Transition step, JobRecord known, Consumer<TransitionResult> then) {
        then.accept(apply(step));
    }

    /**
     * Waits until all steps asked for before are decided, or the store has lost its patience with a
     * database that does not answer.
     */
    default void flush() {}

    /**
     * How several processes share the jobs of this store.
     *
     * @return empty where all jobs are one process's
     */
    default Optional<Runners> runners() {
        return Optional.empty();
    }

    /**
     * Takes several steps, each for itself: one that is rejected does not keep the others back.
     *
     * @param transitions the steps
     * @return one result for each, in order
     */
    default List<TransitionResult> applyAll(List<? extends Transition> transitions) {
        var results = new ArrayList<TransitionResult>(transitions.size());
        for (Transition transition : transitions) {
            results.add(apply(transition));
        }
        return results;
    }

    /**
     * Looks up a job.
     *
     * @param id which
     * @return its record; empty if it was never here or was removed since
     */
    Optional<JobRecord> find(JobId id);

    /**
     * Looks up many jobs. Here one after the other; a store across a wire asks once.
     *
     * @param ids which
     * @return those that are there, by id
     */
    default Map<JobId, JobRecord> find(Collection<JobId> ids) {
        Map<JobId, JobRecord> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(job -> found.put(id, job)));
        return found;
    }

    /**
     * Searches jobs, those accepted last first.
     *
     * <p>Paging is stable: a job that is there and matches during the whole walk from page to page
     * is returned exactly once, whatever is added, changed or removed meanwhile. A store may end a
     * page early, also without a job, so as not to look at any number of jobs for it; the walk goes
     * on as long as there is a cursor.
     *
     * @param query what to look for
     * @return a page of records and the way to the next one
     * @throws IllegalArgumentException if the query's cursor was not made by this store
     */
    JobPage query(JobQuery query);

    /**
     * How many jobs are where, by queue. Exact whenever nothing is under way; during changes a job
     * may for a moment be counted in two states or in none.
     *
     * @return the counters of every queue that ever had a job
     */
    Map<String, QueueCounters> counters();

    /**
     * The jobs whose time has come.
     *
     * @param now jobs due at this very instant count
     * @param limit how many at most, 1 or more
     * @return those SCHEDULED, AWAITING_RETRY or AWAITING_SIGNAL and due, the longest due first
     */
    List<JobRecord> due(Instant now, int limit);

    /**
     * When the next job is due.
     *
     * @return the earliest due time of all jobs SCHEDULED, AWAITING_RETRY or AWAITING_SIGNAL, which
     *     may have passed; empty if there is none
     */
    Optional<Instant> nextDue();

    /**
     * What a job has decided so far. Kept by {@link StepTransition.Decide}, forgotten by a {@link
     * Transition.Redrive} that asks for it and with the job itself.
     *
     * @param id which job
     * @return its finished steps and waits, in the order in which they were stored; empty for a job
     *     that is not here
     */
    List<StepRecord> steps(JobId id);

    /**
     * The signals that were sent to a job, those taken included. Kept by {@link
     * StepTransition.Signal} until the job itself is removed.
     *
     * @param id which job
     * @return by number; empty for a job that is not here
     */
    List<SignalRecord> signals(JobId id);

    /**
     * Adds a line to the log of a job, dropping the oldest lines beyond the store's limit and
     * counting them. A line for a job that is not here is dropped without a trace.
     *
     * @param id which job
     * @param attempt which of its attempts writes, counted from 1
     * @param at when
     * @param text the line
     */
    void appendLog(JobId id, int attempt, Instant at, String text);

    /**
     * Reads the log of a job.
     *
     * @param id which job
     * @param from the index of the first line wanted, 0 for the beginning
     * @param limit how many lines at most, 1 or more
     * @return the lines kept from there on, oldest first; empty for a job that is not here
     */
    LogPage log(JobId id, long from, int limit);

    /**
     * Removes ended jobs that the store's retention rules no longer keep. Called now and then by
     * the runtime; a store may remove by its rules at any other time too.
     *
     * @param now the time to judge ages by
     * @return how many were removed
     */
    int evict(Instant now);

    /**
     * All recurring jobs.
     *
     * @return them, by id in alphabetical order
     */
    List<RecurringJob> recurring();

    /**
     * Adds or changes a recurring job, as a compare-and-set on its version.
     *
     * @param next the job as it shall be; version 1 adds it, any other replaces the version before
     *     it
     * @return true if done; false if it exists already or has another version than expected
     */
    boolean saveRecurring(RecurringJob next);

    /**
     * Changes a recurring job and adds the job of its run, both or neither: of several processes
     * that see the same run come, one submits it.
     *
     * @param next the recurring job as it shall be, as in {@link #saveRecurring}
     * @param run the job to add
     * @return true if done; false if the recurring job has another version than expected
     * @throws DuplicateJobException if the id of the job is taken; nothing was changed
     */
    boolean fireRecurring(RecurringJob next, JobRecord run);

    /**
     * Removes a recurring job; jobs that it has submitted stay.
     *
     * @param id which
     * @return true if it was there
     */
    boolean removeRecurring(String id);

    /**
     * The rules of queues.
     *
     * @return always the same
     */
    QueuePolicyStore policies();

    /** Frees what the store holds; closing again does nothing. */
    @Override
    void close();
}
