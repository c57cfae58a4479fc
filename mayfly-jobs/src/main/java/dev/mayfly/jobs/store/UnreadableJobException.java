package dev.mayfly.jobs.store;

/**
 * What is stored of a job cannot be read: the text of a column is not what Mayfly wrote there, or
 * was written by a later version in words that this one does not know. Nobody has to catch it: a
 * store shows such a job with this as its {@linkplain dev.mayfly.jobs.model.JobRecord#error()
 * error}, and sets it aside as FAILED before it would have to run it, so that it keeps no other job
 * back.
 */
public sealed class UnreadableJobException extends RuntimeException permits UnknownStateException {

    @java.io.Serial private static final long serialVersionUID = 1;

    private static final int LONGEST_REASON = 300;

    /**
     * Says what, where, and what to do.
     *
     * @param job the job's id, as far as that can be read
     * @param place where it is stored, for instance {@code column details of table mayfly_job}
     * @param cause what is wrong with it
     */
    public UnreadableJobException(String job, String place, Throwable cause) {
        super(
                "job "
                        + job
                        + " cannot be read: "
                        + place
                        + ": "
                        + reason(cause)
                        + "; mend it there, or start a node of the version that wrote it, and retry"
                        + " the job",
                cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
