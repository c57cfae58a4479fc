package dev.mayfly.spring.boot.autoconfigure.logging;

import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Writes one line, as a warning, for each job that has failed for good, to the logger {@value
 * #LOGGER}: its name, id, queue, attempts and the class of its error. Attempts that are followed by
 * another are not told.
 *
 * <p>Messages of exceptions quote what they failed on, which may be nobody's to read in a log: they
 * are added, with the stack trace, where the logger's level is {@code DEBUG}. {@code OFF} silences
 * it.
 *
 * <p>Of a storm, {@value #MOST_LINES} jobs a second are told one by one, and all others of that
 * second in one line at its end.
 *
 * <p>Safe for use by any thread; writes on the thread that moved the job.
 */
public final class FailureLog implements JobListener, AutoCloseable {
    /** The logger's name. */
    public static final String LOGGER = "dev.mayfly.jobs.failed";

    /** So many jobs are told one by one in one second. */
    public static final int MOST_LINES = 10;

    private static final Logger log = LoggerFactory.getLogger(LOGGER);
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final BiConsumer<Duration, Runnable> later;

    // Guarded by this.
    private boolean begun;
    private long windowAt; // of nanos
    private int told;
    private long untold;

    /** A log in real time. */
    public FailureLog() {
        this(
                System::nanoTime,
                (delay, task) ->
                        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                                .execute(task));
    }

    /**
     * A log in a time of one's own.
     *
     * @param nanos the time
     * @param later has something done after a delay, on any thread
     */
    FailureLog(LongSupplier nanos, BiConsumer<Duration, Runnable> later) {
        this.nanos = nanos;
        this.later = later;
    }

    @Override
    public void onChange(@Nullable JobRecord before, JobRecord after) {
        if (after.state() != JobState.FAILED
                || (before != null && before.state() == JobState.FAILED)
                || !log.isWarnEnabled()) {
            return;
        }
        if (mayTell()) {
            tell(after);
        }
    }

    private boolean mayTell() {
        long rest;
        synchronized (this) {
            long now = nanos.getAsLong();
            rest = 0;
            if (!begun || now - windowAt >= WINDOW.toNanos()) {
                rest = untold; // whoever is to tell of them is late
                begun = true;
                windowAt = now;
                told = 0;
                untold = 0;
            }
            if (told < MOST_LINES) {
                told++;
            } else {
                untold++;
                if (untold == 1) {
                    later.accept(WINDOW.minusNanos(now - windowAt), this::tellRest);
                }
                return false;
            }
        }
        tellRest(rest);
        return true;
    }

    private static void tell(JobRecord job) {
        JobError error = job.error();
        String line =
                "Job \"{}\" {} in queue \"{}\" has failed for good: {} attempts, the last with {}";
        String name = oneLine(job.name());
        String queue = oneLine(job.queue());
        String type = error == null ? "no error" : oneLine(error.type());
        if (error == null || !log.isDebugEnabled()) {
            log.warn(line, name, job.id(), queue, job.attempts(), type);
        } else {
            String trace = error.trace();
            String said = trace == null ? error.message() : trace;
            log.warn(line + ": {}", name, job.id(), queue, job.attempts(), type, said);
        }
    }

    private void tellRest() {
        long rest;
        synchronized (this) {
            rest = untold;
            untold = 0;
        }
        tellRest(rest);
    }

    private static void tellRest(long jobs) {
        if (jobs > 0) {
            log.warn(
                    "{} more jobs have failed for good within the same second; they are kept in"
                            + " state FAILED, with their errors",
                    jobs);
        }
    }

    /** Tells of what is not told yet. */
    @Override
    public void close() {
        tellRest();
    }

    /** Names come from whoever submits, and must not write lines of their own. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
