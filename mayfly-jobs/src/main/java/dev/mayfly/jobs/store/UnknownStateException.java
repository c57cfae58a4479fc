package dev.mayfly.jobs.store;

/**
 * A job is in a state that this version does not know, since a later one has brought it there. A
 * store shows such a job as FAILED, with this as its error; it has not failed, and nothing may be
 * done with it as if it had. See {@link dev.mayfly.jobs.model.JobRecord#isStateKnown()}.
 */
public final class UnknownStateException extends UnreadableJobException {

    @java.io.Serial private static final long serialVersionUID = 1;

    /**
     * Says what, where, and what to do.
     *
     * @param job the job's id
     * @param place where it is stored, for instance {@code column state of mayfly_job}
     * @param cause names the state
     */
    public UnknownStateException(String job, String place, Throwable cause) {
        super(job, place, cause);
    }
}
