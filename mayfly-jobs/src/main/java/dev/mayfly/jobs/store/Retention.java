package dev.mayfly.jobs.store;

import java.time.Duration;

/**
 * How long a store keeps what it need not keep for its work. Jobs that have not ended are always
 * kept.
 *
 * @param succeeded for jobs that succeeded
 * @param failed for jobs that failed
 * @param cancelled for jobs that were cancelled
 * @param logLinesPerJob how many lines of one job's log are kept, the newest, 1 or more
 * @param logLinesInAll how many lines are kept of all logs together, 1 or more; beyond them the
 *     logs of the jobs accepted first are dropped, their lines counted
 */
public record Retention(
        Rule succeeded, Rule failed, Rule cancelled, int logLinesPerJob, int logLinesInAll) {

    /**
     * The newest 10 000 succeeded and 10 000 cancelled jobs of the last 24 hours, the newest 10 000
     * failed jobs of the last 7 days, 1 000 log lines a job and 200 000 in all. With small payloads
     * and all limits reached that is about 60 MB (1 KB a job, 150 bytes a line), and up to 160 MB
     * more if every failed job has a stack trace of full length.
     */
    public static final Retention DEFAULT =
            new Retention(
                    new Rule(10_000, Duration.ofHours(24)),
                    new Rule(10_000, Duration.ofDays(7)),
                    new Rule(10_000, Duration.ofHours(24)),
                    1_000,
                    200_000);

    /**
     * How long ended jobs are kept; what breaks either limit goes. Of too many the memory store
     * lets those go first that ended first, a database those that were accepted first: there a job
     * that has waited for days may go soon after its end, and a limit of number is best set so that
     * the age is what counts. A database looks for old jobs once a minute, 10 000 of each state at
     * a time that hold none, so a few that ended long after their neighbours may stay longer.
     *
     * @param count how many at most, 0 or more
     * @param age how long after their end at most
     */
    public record Rule(int count, Duration age) {

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public Rule {
            if (count < 0 || age.isNegative()) {
                throw new IllegalArgumentException(
                        "retention of " + count + " jobs for " + age + " is negative");
            }
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number of lines is below 1
     */
    public Retention {
        if (logLinesPerJob < 1 || logLinesInAll < 1) {
            throw new IllegalArgumentException(
                    "log lines " + logLinesPerJob + " and " + logLinesInAll + " must be 1 or more");
        }
    }

    /**
     * The same rule for all ended jobs, everything else by default.
     *
     * @param count how many of each state at most, 0 or more
     * @param age how long after their end at most
     * @return the retention
     */
    public static Retention of(int count, Duration age) {
        var rule = new Rule(count, age);
        return new Retention(rule, rule, rule, DEFAULT.logLinesPerJob(), DEFAULT.logLinesInAll());
    }

    /**
     * This retention with other limits for logs.
     *
     * @param perJob how many lines of one job's log are kept
     * @param inAll how many lines are kept of all logs together
     * @return a copy
     */
    public Retention withLogLines(int perJob, int inAll) {
        return new Retention(succeeded, failed, cancelled, perJob, inAll);
    }
}
