package dev.mayfly.crash.ledger;

import dev.mayfly.jobs.model.JobState;

import java.util.List;
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
    LATER(JobState.SUCCEEDED),
    /** Does its work in steps, each of 5 to 50 ms. */
    STEPPED(JobState.SUCCEEDED),
    /** Submits a {@link #CALLER} in a step, and waits for its signal. */
    WAITING(JobState.SUCCEEDED),
    /** Sends a signal to the job whose id its payload begins with. */
    CALLER(JobState.SUCCEEDED);

    private final JobState end;

    Kind(JobState end) {
        this.end = end;
    }

    /** {@return the names of its steps, in their order} */
    public List<String> steps() {
        return switch (this) {
            case STEPPED -> List.of("one", "two", "three");
            case WAITING -> List.of("call");
            default -> List.of();
        };
    }

    /** {@return the state in which such a job must end} */
    public JobState end() {
        return end;
    }

    /** {@return the name of the job} */
    public String job() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the payload of a job that only this kind of job may have, about something else} */
    public String token(String about) {
        return about + "-" + this;
    }

    /**
     * What a payload is about, which is what is before its kind.
     *
     * @param token the payload
     * @return the rest
     */
    public static String about(String token) {
        return token.substring(0, token.lastIndexOf('-'));
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
