package dev.mayfly.crash.ledger;

import dev.mayfly.jobs.model.JobState;

import java.util.Locale;

/** What jobs of the load do. The payload of each ends with a hyphen and the name of its kind. */
public enum Kind {
    /** Returns at once. */
    INSTANT(JobState.SUCCEEDED),
    /** Takes 5 to 200 ms. */
    BRIEF(JobState.SUCCEEDED),
    /** In its first attempt takes until the load ends, where others do not already. */
    LONG(JobState.SUCCEEDED),
    /** Fails in its first two attempts. */
    FLAKY(JobState.SUCCEEDED),
    /** Fails in all of its attempts. */
    DOOMED(JobState.FAILED),
    /** Waits up to 2 s before its first attempt. */
    LATER(JobState.SUCCEEDED);

    private final JobState end;

    Kind(JobState end) {
        this.end = end;
    }

    /** {@return the state in which such a job must end} */
    public JobState end() {
        return end;
    }

    /** {@return the name of the job} */
    public String job() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of a job.
     *
     * @param token its payload
     * @return the kind
     */
    public static Kind of(String token) {
        return valueOf(token.substring(token.lastIndexOf('-') + 1));
    }
}
