package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.internal.report.JobFlight;
import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells the listeners, and keeps what they throw away from the jobs. Safe for use by any thread.
 */
public final class JobListeners {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");

    private final List<JobListener> listeners;
    private final LongAdder failures = new LongAdder();

    JobListeners(List<JobListener> first) {
        this.listeners = new CopyOnWriteArrayList<>(first);
    }

    /**
     * Adds a listener.
     *
     * @param listener to be told from now on
     */
    public void add(JobListener listener) {
        listeners.add(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener not to be told any more
     */
    public void remove(JobListener listener) {
        listeners.remove(listener);
    }

    /**
     * How often a listener threw.
     *
     * @return the number since the start
     */
    public long failures() {
        return failures.sum();
    }

    void tell(@Nullable JobRecord before, JobRecord after) {
        JobFlight.changed(before, after);
        for (JobListener listener : listeners) {
            try {
                listener.onChange(before, after);
            } catch (Throwable t) { // a listener's fault must never become the job's
                // A broken listener throws for every job: the first time says it all.
                if (failures.sum() == 0) {
                    LOG.log(System.Logger.Level.WARNING, "a job listener threw: " + listener, t);
                }
                failures.increment();
            }
        }
    }
}
