package dev.mayfly.jobs;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.internal.RecurringRuns;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that recur by a {@link Schedule}.
 *
 * <p>The rules, none of them implied:
 *
 * <ul>
 *   <li><b>Overlap:</b> while the job of the last run has not ended, a run is left out and counted
 *       as skipped; or it waits, or the other is cancelled, or both run, see {@link
 *       RecurringRules.Overlap}.
 *   <li><b>Missed runs</b> (the process was down, the machine slept, the clock was set forward):
 *       they are made up for by one run, at once, and the others counted as missed; or each is made
 *       up for, or none, and only within a window, see {@link RecurringRules.CatchUp}.
 *   <li><b>Spread:</b> none; or each run starts later by a share of it that every process computes
 *       alike, see {@link RecurringRules#spread()}.
 *   <li><b>A clock set back</b> repeats no run: the next run never moves back.
 *   <li><b>Daylight saving:</b> see {@link dev.mayfly.jobs.schedule.Cron}.
 *   <li><b>While paused</b> no run comes, and those of that time are neither made up for nor
 *       counted as missed: after three paused nights, one run comes on the fourth. One that waited
 *       for the end of another waits for the end of the pause too. Only {@link #trigger} submits
 *       one.
 * </ul>
 *
 * <p>Each run is an ordinary job with the labels {@code mayfly.recurring} (the id) and {@code
 * mayfly.scheduled-for} (the time it was to run).
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public final class Recurring {

    private final RecurringRuns runs;

    Recurring(RecurringRuns runs) {
        this.runs = runs;
    }

    /**
     * Schedules a job under its own name as the id, with default options.
     *
     * @param jobName the job to submit at each run
     * @param schedule when
     * @param payload the payload of every run; null for none
     * @return the recurring job
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     */
    public RecurringJob schedule(String jobName, Schedule schedule, @Nullable Object payload) {
        return schedule(jobName, jobName, schedule, payload, JobOptions.DEFAULTS);
    }

    /**
     * Schedules a job, or changes the one scheduled under this id before: it then keeps its
     * counters and its pause; its next run is newly computed if the schedule is another.
     *
     * @param id names it from now on
     * @param jobName the job to submit at each run
     * @param schedule when
     * @param payload the payload of every run; null for none
     * @param options the options of every run, without delay and time
     * @return the recurring job
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     * @throws IllegalArgumentException if the options have a delay, a time or an unknown queue, or
     *     the id is blank
     */
    public RecurringJob schedule(
            String id,
            String jobName,
            Schedule schedule,
            @Nullable Object payload,
            JobOptions options) {
        return schedule(id, jobName, schedule, payload, options, RecurringRules.DEFAULT);
    }

    /**
     * Schedules a job by rules of its own, or changes the one scheduled under this id before, its
     * rules included.
     *
     * @param id names it from now on
     * @param jobName the job to submit at each run
     * @param schedule when
     * @param payload the payload of every run; null for none
     * @param options the options of every run, without delay and time
     * @param rules what becomes of runs that come at a bad time
     * @return the recurring job
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     * @throws IllegalArgumentException if the options have a delay, a time or an unknown queue, the
     *     id is blank, or the spread is not shorter than the time between two runs
     */
    public RecurringJob schedule(
            String id,
            String jobName,
            Schedule schedule,
            @Nullable Object payload,
            JobOptions options,
            RecurringRules rules) {
        return runs.schedule(id, jobName, schedule, payload, options, rules);
    }

    /**
     * All recurring jobs.
     *
     * @return them with their next runs, by id in alphabetical order
     */
    public List<RecurringJob> list() {
        return runs.list();
    }

    /**
     * Looks up a recurring job.
     *
     * @param id which
     * @return it; empty if there is none
     */
    public Optional<RecurringJob> find(String id) {
        return runs.find(id);
    }

    /**
     * The next runs, as a preview.
     *
     * @param id which
     * @param count how many at most
     * @return when they start, in order, their spread included and pauses not considered; empty if
     *     there is no such recurring job
     */
    public List<Instant> next(String id, int count) {
        return runs.next(id, count);
    }

    /**
     * Stops the runs until {@link #resume}. A job that runs already goes on; a run that comes at
     * the same moment is submitted or left out, never both. The pause outlives {@link #schedule}
     * and, in a store that does, the process. Pausing what is paused changes nothing: the first
     * reason and author stay.
     *
     * @param id which
     * @param reason for people, 1 to 500 characters, not blank
     * @param by who pauses it, 1 to 200 characters, not blank
     * @return true if it was not paused before; false if it was, or is not there
     * @throws IllegalArgumentException if the reason or the author is blank or too long
     */
    public boolean pause(String id, String reason, String by) {
        return runs.pause(id, reason, by);
    }

    /**
     * Ends a pause; the next run is the next one from now. What the schedule had for the time of
     * the pause is neither made up for nor counted as missed.
     *
     * @param id which
     * @param by who resumes it, 1 to 200 characters, not blank
     * @return true if it was paused; false if it was not, or is not there
     * @throws IllegalArgumentException if the author is blank or too long
     */
    public boolean resume(String id, String by) {
        return runs.resume(id, by);
    }

    /**
     * Submits a run now, besides those of the schedule, also while paused or while another runs. It
     * counts as the last run, so runs of the schedule wait for its end.
     *
     * @param id which
     * @return the handle of the job
     * @throws IllegalArgumentException if there is no such recurring job
     * @throws UnknownJobException if its job is no longer registered
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    public JobHandle<?> trigger(String id) {
        return runs.trigger(id);
    }

    /**
     * Ends the recurrence; jobs already submitted go on.
     *
     * @param id which
     * @return true if it was there
     */
    public boolean remove(String id) {
        return runs.remove(id);
    }
}
