package dev.mayfly.jobs.model;

import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A job that recurs, as the store knows it at one moment.
 *
 * @param id chosen by whoever scheduled it, by default the job's name
 * @param jobName the job to submit
 * @param schedule when
 * @param payload the payload of every run, as JSON
 * @param options the options of every run, without delay and time
 * @param rules what becomes of runs that come at a bad time
 * @param createdAt when it was first scheduled
 * @param nextRun when the schedule has it run next; null if there is no further run; while paused,
 *     when it would have run
 * @param lastRun when it last was to run; null before the first run
 * @param recent the jobs of the last runs, at most {@value #MOST_RECENT}, the oldest first; those
 *     that are kept no longer are still named
 * @param waiting the runs that are due and wait for the end of the last job, the oldest first; see
 *     {@link RecurringRules.Overlap}
 * @param runs how many jobs it has submitted, those started by hand included
 * @param skipped how many runs were left out because the job before had not ended
 * @param missed how many runs were left out because the process was down, the clock jumped, or the
 *     schedule is faster than the machine
 * @param pause why it is paused, since when and by whom; null if it is not
 * @param resumed who ended the last pause, and when; null if nobody did, or it is paused again
 * @param version one more at each change; a write that carries an older one is rejected
 */
public record RecurringJob(
        String id,
        String jobName,
        Schedule schedule,
        String payload,
        JobOptions options,
        RecurringRules rules,
        Instant createdAt,
        @Nullable Instant nextRun,
        @Nullable Instant lastRun,
        List<JobId> recent,
        List<Instant> waiting,
        long runs,
        long skipped,
        long missed,
        @Nullable Pause pause,
        Pause.@Nullable End resumed,
        long version) {

    /** How many of its last runs a recurring job knows by their jobs: 12. */
    public static final int MOST_RECENT = 12;

    /** The label that each run has, whose value is the recurring job's id. */
    public static final String LABEL = "mayfly.recurring";

    private static final int LONGEST_ID = 200;

    /** Stands for the name of the job where that cannot be read. */
    private static final String UNREADABLE = "(cannot be read)";

    /**
     * Checks the id and copies the lists.
     *
     * @throws IllegalArgumentException if it is blank or longer than 200 characters
     */
    public RecurringJob {
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "id \""
                            + Texts.shorten(id, LONGEST_ID)
                            + "\" of a recurring job is blank or longer than 200 characters");
        }
        recent = List.copyOf(recent);
        waiting = List.copyOf(waiting);
    }

    /**
     * The job of the last run.
     *
     * @return the last of {@link #recent()}; null before the first run
     */
    public @Nullable JobId lastJob() {
        return recent.isEmpty() ? null : recent.getLast();
    }

    /**
     * Tells whether it is paused.
     *
     * @return true while there is a pause
     */
    public boolean isPaused() {
        return pause != null;
    }

    /**
     * When the next run starts.
     *
     * @return {@link #nextRun()} and what the rules' spread adds; null if there is no further run
     */
    public @Nullable Instant nextStart() {
        return nextRun == null ? null : rules.start(id, nextRun);
    }

    /**
     * A recurring job as it is first scheduled.
     *
     * @param id names it
     * @param jobName the job to submit
     * @param schedule when
     * @param payload the payload of every run, as JSON
     * @param options the options of every run
     * @param rules what becomes of runs that come at a bad time
     * @param now the time
     * @return version 1
     */
    public static RecurringJob created(
            String id,
            String jobName,
            Schedule schedule,
            String payload,
            JobOptions options,
            RecurringRules rules,
            Instant now) {
        Instant next = schedule.next(now).orElse(null);
        return new RecurringJob(
                id, jobName, schedule, payload, options, rules, now, next, null, List.of(),
                List.of(), 0, 0, 0, null, null, 1);
    }

    /**
     * What is shown of a recurring job whose definition cannot be read: it is paused, says why, and
     * does not run until it is scheduled anew.
     *
     * @param id names it
     * @param version as stored
     * @param cause why it cannot be read
     * @return it, without runs
     */
    public static RecurringJob unreadable(String id, long version, Throwable cause) {
        String why =
                "its definition in table mayfly_recurring cannot be read; schedule it anew: "
                        + cause;
        return new RecurringJob(
                id,
                UNREADABLE,
                new FixedRate(Duration.ofDays(1), Instant.EPOCH),
                "null",
                JobOptions.DEFAULTS,
                RecurringRules.DEFAULT,
                Instant.EPOCH,
                null,
                null,
                List.of(),
                List.of(),
                0,
                0,
                0,
                new Pause(Texts.shorten(why, Pause.LONGEST_REASON), "Mayfly", Instant.EPOCH),
                null,
                version);
    }

    /**
     * Tells whether its definition can be read.
     *
     * @return false for {@link #unreadable}
     */
    public boolean isReadable() {
        return !jobName.equals(UNREADABLE);
    }

    /**
     * This recurring job with other things to do; the next run is computed anew only for another
     * schedule.
     *
     * @param newJobName the job to submit
     * @param newSchedule when
     * @param newPayload the payload of every run, as JSON
     * @param newOptions the options of every run
     * @param newRules what becomes of runs that come at a bad time
     * @param now the time
     * @return the next version
     */
    public RecurringJob changed(
            String newJobName,
            Schedule newSchedule,
            String newPayload,
            JobOptions newOptions,
            RecurringRules newRules,
            Instant now) {
        boolean same = isReadable() && newSchedule.equals(schedule);
        Instant next = same ? nextRun : newSchedule.next(now).orElse(null);
        return new RecurringJob(
                id,
                newJobName,
                newSchedule,
                newPayload,
                newOptions,
                newRules,
                isReadable() ? createdAt : now,
                next,
                lastRun,
                recent,
                waiting,
                runs,
                skipped,
                missed,
                isReadable() ? pause : null,
                resumed,
                version + 1);
    }

    /**
     * This recurring job after a run.
     *
     * @param at when it was to run
     * @param job the job submitted
     * @param next when it is to run next; null for never
     * @param moreMissed how many runs were missed before it
     * @return the next version; the run waits no longer, if it did
     */
    public RecurringJob fired(Instant at, JobId job, @Nullable Instant next, long moreMissed) {
        var left = new ArrayList<>(waiting);
        left.remove(at);
        var latest = new ArrayList<>(recent);
        latest.add(job);
        List<JobId> kept = latest.subList(Math.max(0, latest.size() - MOST_RECENT), latest.size());
        return next(next, at, kept, left, runs + 1, skipped, missed + moreMissed);
    }

    /**
     * This recurring job after runs that were left out.
     *
     * @param next when it is to run next; null for never
     * @param moreSkipped how many because the job before had not ended
     * @param moreMissed how many for other reasons
     * @return the next version
     */
    public RecurringJob passed(@Nullable Instant next, long moreSkipped, long moreMissed) {
        return next(
                next, lastRun, recent, waiting, runs, skipped + moreSkipped, missed + moreMissed);
    }

    /**
     * This recurring job after a run that waits.
     *
     * @param nowWaiting the runs that wait for the end of the last job now
     * @param next when it is to run next; null for never
     * @param moreSkipped how many runs wait no longer and were not submitted
     * @param moreMissed how many were missed before it
     * @return the next version
     */
    public RecurringJob buffered(
            List<Instant> nowWaiting, @Nullable Instant next, long moreSkipped, long moreMissed) {
        return next(
                next,
                lastRun,
                recent,
                nowWaiting,
                runs,
                skipped + moreSkipped,
                missed + moreMissed);
    }

    /**
     * This recurring job paused.
     *
     * @param newPause why
     * @return the next version; when it would have run next stays
     */
    public RecurringJob paused(Pause newPause) {
        return with(newPause, null, nextRun);
    }

    /**
     * This recurring job going on after a pause.
     *
     * @param end who ends the pause
     * @param next when it is to run next; null for never
     * @return the next version
     */
    public RecurringJob resumed(Pause.End end, @Nullable Instant next) {
        return with(null, end, next);
    }

    private RecurringJob with(
            @Nullable Pause newPause, Pause.@Nullable End end, @Nullable Instant next) {
        return new RecurringJob(
                id,
                jobName,
                schedule,
                payload,
                options,
                rules,
                createdAt,
                next,
                lastRun,
                recent,
                waiting,
                runs,
                skipped,
                missed,
                newPause,
                end,
                version + 1);
    }

    private RecurringJob next(
            @Nullable Instant newNextRun,
            @Nullable Instant newLastRun,
            List<JobId> newRecent,
            List<Instant> newWaiting,
            long newRuns,
            long newSkipped,
            long newMissed) {
        return new RecurringJob(
                id,
                jobName,
                schedule,
                payload,
                options,
                rules,
                createdAt,
                newNextRun,
                newLastRun,
                newRecent,
                newWaiting,
                newRuns,
                newSkipped,
                newMissed,
                pause,
                resumed,
                version + 1);
    }
}
