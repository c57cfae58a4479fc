package dev.mayfly.console.security;

import java.util.Optional;

/**
 * Everything that can be changed in the console: where its form is sent, and the role that it
 * takes. There is no other list; a form that is sent anywhere else is answered with 404.
 *
 * <p>What is the administrator's: whatever touches any number of jobs in one go, since nobody can
 * take it back one by one, and the limits of queues, since they hold on all nodes until somebody
 * sets others. Pausing a queue is the operator's: it loses nothing, it is taken back by one button,
 * and whoever is on call at night needs it.
 */
public enum Operation {
    /** Asks a job to end. */
    CANCEL_JOB("cancel", "/jobs/{id}/cancel", Role.OPERATOR),
    /** Makes a job ready again. */
    RETRY_JOB("retry", "/jobs/{id}/retry", Role.OPERATOR),
    /** Makes a job ready again and forgets its steps. */
    RETRY_JOB_FROM_THE_START(
            "retry-from-the-start", "/jobs/{id}/retry-from-the-start", Role.OPERATOR),
    /** Sends a signal to a job. */
    SIGNAL_JOB("signal", "/jobs/{id}/signal", Role.OPERATOR),
    /** Lets nothing start in a queue. */
    PAUSE_QUEUE("pause", "/queues/pause", Role.OPERATOR),
    /** Lets a queue start jobs again. */
    RESUME_QUEUE("resume", "/queues/resume", Role.OPERATOR),
    /** Sets the limits of a queue. */
    LIMIT_QUEUE("limit", "/queues/limit", Role.ADMIN),
    /** Goes back to the limits of the configuration. */
    RESET_QUEUE("reset", "/queues/reset", Role.ADMIN),
    /** Lets a recurring job not run. */
    PAUSE_RECURRING("pause-recurring", "/recurring/pause", Role.OPERATOR),
    /** Lets a recurring job run again. */
    RESUME_RECURRING("resume-recurring", "/recurring/resume", Role.OPERATOR),
    /** Submits a run of a recurring job now. */
    RUN_RECURRING("run-recurring", "/recurring/run", Role.OPERATOR),
    /** Cancels all of a batch that has not ended. */
    CANCEL_BATCH("cancel-batch", "/batches/cancel", Role.ADMIN),
    /** Retries all jobs of a list, from the start if its form says so. */
    RETRY_MANY("retry-all", "/bulk/retry", Role.ADMIN),
    /** Cancels all jobs of a list. */
    CANCEL_MANY("cancel-all", "/bulk/cancel", Role.ADMIN),
    /** Retries the jobs ticked in a list, from the start if its form says so. */
    RETRY_TICKED("retry-ticked", "/ticked/retry", Role.ADMIN),
    /** Cancels the jobs ticked in a list. */
    CANCEL_TICKED("cancel-ticked", "/ticked/cancel", Role.ADMIN),
    /** Submits the demo job. */
    RUN_DEMO("demo", "/demo", Role.OPERATOR),
    /** Opens a state dump, which takes memory of the application. */
    OPEN_DUMP("open-dump", "/dumps/open", Role.OPERATOR),
    /** Forgets a state dump. */
    CLOSE_DUMP("close-dump", "/dumps/{id}/close", Role.OPERATOR);

    private static final String ID = "{id}";

    private final String verb;
    private final String path;
    private final Role role;

    Operation(String verb, String path, Role role) {
        this.verb = verb;
        this.path = path;
        this.role = role;
    }

    /**
     * The operation's name in the audit.
     *
     * @return for instance {@code cancel-batch}
     */
    public String verb() {
        return verb;
    }

    /**
     * Where its form is sent, below the console's path.
     *
     * @return for instance {@code /jobs/{id}/cancel}
     */
    public String path() {
        return path;
    }

    /**
     * The least role that may do it.
     *
     * @return the role
     */
    public Role role() {
        return role;
    }

    /**
     * Whether it asks or changes the store of the jobs, which may be gone.
     *
     * @return false for state dumps
     */
    public boolean needsStore() {
        return this != OPEN_DUMP && this != CLOSE_DUMP;
    }

    /**
     * The operation of a path.
     *
     * @param path below the console's, not decoded
     * @return empty when no form of the console is sent there
     */
    public static Optional<Operation> at(String path) {
        for (Operation operation : values()) {
            if (operation.idIn(path).isPresent()) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    /**
     * What a path names in the place of {@code {id}}.
     *
     * @param path below the console's, not decoded
     * @return the text there, blank for an operation without; empty when the path is another's
     */
    public Optional<String> idIn(String path) {
        int at = this.path.indexOf(ID);
        if (at < 0) {
            return path.equals(this.path) ? Optional.of("") : Optional.empty();
        }
        String before = this.path.substring(0, at);
        String after = this.path.substring(at + ID.length());
        if (path.length() <= before.length() + after.length()
                || !path.startsWith(before)
                || !path.endsWith(after)) {
            return Optional.empty();
        }
        String id = path.substring(before.length(), path.length() - after.length());
        return id.indexOf('/') < 0 ? Optional.of(id) : Optional.empty();
    }
}
