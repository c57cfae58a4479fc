package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

/**
 * Hears of every change of every job.
 *
 * <p>Thread rule: called on the thread that made the change, many at a time; must be quick and must
 * not block. What it throws is caught and counted. Changes of one job arrive in order, except that
 * a change by an outsider (a cancel) may cross one by the job itself: {@link JobRecord#changedAt()}
 * and {@link JobRecord#epoch()} tell.
 */
@FunctionalInterface
public interface JobListener {

    /**
     * A job was accepted or has changed. Where both states are equal, it reported progress (at most
     * every 100 ms a job) or was asked to cancel.
     *
     * @param before the job before; null if it was just accepted
     * @param after the job now
     */
    void onChange(@Nullable JobRecord before, JobRecord after);
}
