package dev.mayfly.spring.boot.test;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Conditions on jobs that were submitted. Each condition keeps those that meet it, and fails if
 * none is left, with a message that shows the ones it was asked about; so {@code
 * assertEnqueued("bill").inQueue("mail").withPayload(order)} asserts that one and the same job is
 * in that queue and has that payload. {@link #once} and {@link #times} count what is left.
 *
 * <p>Records are those of the time of {@link JobTester#assertEnqueued}. Thread rule: one thread.
 */
public final class JobsAssert extends AbstractAssert<JobsAssert, List<JobRecord>> {

    private final String what;
    private final JsonValues values;
    private final Supplier<Instant> now;

    JobsAssert(List<JobRecord> jobs, String what, JsonValues values, Supplier<Instant> now) {
        super(jobs, JobsAssert.class);
        this.what = what;
        this.values = values;
        this.now = now;
    }

    // ---- how many

    /**
     * Asserts that it is one job.
     *
     * @return this
     * @throws AssertionError if it is another number; shows them
     */
    public JobsAssert once() {
        return times(1);
    }

    /**
     * Asserts a number of jobs.
     *
     * @param expected how many, 1 or more
     * @return this
     * @throws AssertionError if it is another number; shows them
     */
    public JobsAssert times(int expected) {
        if (actual.size() != expected) {
            throw failure(
                    "%s",
                    what
                            + " was submitted "
                            + actual.size()
                            + " times and not "
                            + expected
                            + ":"
                            + SubmittedJobs.lines(actual));
        }
        return this;
    }

    /**
     * The jobs that have met all conditions.
     *
     * @return one or more records, in the order of submission
     */
    public List<JobRecord> jobs() {
        return actual;
    }

    /**
     * The one job that has met all conditions.
     *
     * @return its record
     * @throws AssertionError if there are several
     */
    public JobRecord job() {
        return once().actual.getFirst();
    }

    // ---- what they get

    /**
     * Keeps jobs with a payload.
     *
     * @param expected compared by {@code equals} with what the handler gets; or, for types without
     *     it, by its JSON. Null for a job without payload
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert withPayload(@Nullable Object expected) {
        return keep(
                "with payload " + values.text(expected),
                job -> {
                    String json = job.envelope().payload();
                    return values.same(expected, values.payload(job.name(), json), json);
                });
    }

    /**
     * Keeps jobs whose payload meets a condition.
     *
     * @param type what the payload is decoded to
     * @param condition of the decoded payload
     * @param <P> the payload's type
     * @return those
     * @throws AssertionError if there is none, or a payload does not fit the type
     */
    public <P> JobsAssert withPayload(Class<P> type, Predicate<? super P> condition) {
        return keep(
                "with a " + type.getSimpleName() + " that meets the condition",
                job -> {
                    String json = job.envelope().payload();
                    Object payload =
                            values.decode(json, type, "the payload of job \"" + job.name() + "\"");
                    return payload != null && condition.test(type.cast(payload));
                });
    }

    // ---- where and when

    /**
     * Keeps jobs of a queue.
     *
     * @param queue its name
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert inQueue(String queue) {
        return keep("in queue " + queue, job -> job.queue().equals(queue));
    }

    /**
     * Keeps jobs of a priority.
     *
     * @param priority 1 (most urgent) to 31
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert withPriority(int priority) {
        return keep("with priority " + priority, job -> job.envelope().priority() == priority);
    }

    /**
     * Keeps jobs with a key.
     *
     * @param key what they belong to
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert withKey(String key) {
        return keep("with key " + key, job -> key.equals(job.key()));
    }

    /**
     * Keeps jobs with a label.
     *
     * @param name the label's name
     * @param value the label's value
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert withLabel(String name, String value) {
        return keep(
                "with label " + name + "=" + value,
                job -> value.equals(job.envelope().options().labels().get(name)));
    }

    /**
     * Keeps jobs that are ready, and wait for {@link JobTester#drain} only.
     *
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert dueNow() {
        return inState(JobState.READY);
    }

    /**
     * Keeps jobs that wait for a time, be it for their first attempt or for a retry.
     *
     * @param wait from now; compared to the microsecond
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert dueIn(Duration wait) {
        return dueAt(now.get().plus(wait));
    }

    /**
     * Keeps jobs that wait for a time, be it for their first attempt or for a retry.
     *
     * @param time compared to the microsecond
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert dueAt(Instant time) {
        Instant exact = time.truncatedTo(ChronoUnit.MICROS);
        return keep("due at " + exact, job -> exact.equals(job.dueAt()));
    }

    // ---- what became of them

    /**
     * Keeps jobs in a state.
     *
     * @param state the state
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert inState(JobState state) {
        return keep("that is " + state, job -> job.state() == state);
    }

    /**
     * Keeps jobs that have succeeded.
     *
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert succeeded() {
        return inState(JobState.SUCCEEDED);
    }

    /**
     * Keeps jobs that have succeeded with a result.
     *
     * @param expected compared as in {@link #withPayload(Object)}; null for none
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert succeededWith(@Nullable Object expected) {
        return succeeded()
                .keep(
                        "with result " + values.text(expected),
                        job ->
                                values.same(
                                        expected,
                                        values.result(job.name(), job.result()),
                                        job.result()));
    }

    /**
     * Keeps jobs that have failed for good.
     *
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert failed() {
        return inState(JobState.FAILED);
    }

    /**
     * Keeps jobs whose latest attempt has failed in some way, be there another one or not.
     *
     * @param type the exception's class
     * @param message a part of its message; empty for any
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert withError(Class<? extends Throwable> type, String message) {
        return keep(
                "with error " + type.getName() + (message.isEmpty() ? "" : ": …" + message + "…"),
                job ->
                        job.error() != null
                                && job.error().type().equals(type.getName())
                                && job.error().message().contains(message));
    }

    /**
     * Keeps jobs of which some number of attempts have started.
     *
     * @param attempts how many, 0 before the first
     * @return those
     * @throws AssertionError if there is none
     */
    public JobsAssert withAttempts(int attempts) {
        return keep("with " + attempts + " attempts", job -> job.attempts() == attempts);
    }

    private JobsAssert keep(String condition, Predicate<JobRecord> test) {
        List<JobRecord> kept = actual.stream().filter(test).toList();
        if (kept.isEmpty()) {
            throw failure(
                    "%s",
                    "no "
                            + what
                            + " "
                            + condition
                            + "; of "
                            + what
                            + " there "
                            + (actual.size() == 1 ? "is 1:" : "are " + actual.size() + ":")
                            + SubmittedJobs.lines(actual));
        }
        return new JobsAssert(kept, what + " " + condition, values, now).as(descriptionText());
    }
}
