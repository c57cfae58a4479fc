package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.step.StepRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;

/**
 * Numbers that stand for states in the database, and the places in the line of those jobs that have
 * not ended. A job is in one place at most, so one index serves whoever looks for the next: those
 * who take ready jobs, those who wait for due ones, those who recover owned ones.
 */
public final class Codes {

    /** The line of jobs that are ready: by queue, then priority. */
    public static final int READY = 1;

    /** The line of jobs that wait for a time: by that. */
    public static final int DUE = 2;

    /** The line of jobs that have an owner: by its incarnation. */
    public static final int OWNED = 3;

    private static final Map<JobState, Integer> NUMBERS = new EnumMap<>(JobState.class);
    private static final JobState[] STATES = new JobState[16];

    static {
        number(JobState.SCHEDULED, 1);
        number(JobState.READY, 2);
        number(JobState.ASSIGNED, 3);
        number(JobState.RUNNING, 4);
        number(JobState.AWAITING_RETRY, 5);
        number(JobState.SUCCEEDED, 6);
        number(JobState.FAILED, 7);
        number(JobState.CANCELLED, 8);
        number(JobState.AWAITING_SIGNAL, 9);
        number(JobState.BLOCKED, 10);
    }

    private Codes() {}

    /** These numbers are in databases: none may ever change. */
    private static void number(JobState state, int number) {
        NUMBERS.put(state, number);
        STATES[number] = state;
    }

    /** {@return the number of a state} */
    public static int of(JobState state) {
        Integer number = NUMBERS.get(state);
        if (number == null) {
            throw new IllegalArgumentException("state " + state + " has no number");
        }
        return number;
    }

    /** {@return whether this version has a state of that number} */
    public static boolean isKnown(int number) {
        return number >= 0 && number < STATES.length && STATES[number] != null;
    }

    /** {@return the state that a number stands for} */
    public static JobState state(int number) {
        JobState state = isKnown(number) ? STATES[number] : null;
        if (state == null) {
            throw new IllegalArgumentException(
                    "the database has a job in state "
                            + number
                            + ", which this version does not know; it was written by a later one");
        }
        return state;
    }

    /** {@return the number of what a step decided} */
    public static int of(StepRecord.Kind kind) {
        return switch (kind) {
            case STEP -> 1;
            case SIGNAL -> 2;
            case TIMEOUT -> 3;
        };
    }

    /** {@return what a step decided, by its number} */
    public static StepRecord.Kind stepKind(int number) {
        return switch (number) {
            case 1 -> StepRecord.Kind.STEP;
            case 2 -> StepRecord.Kind.SIGNAL;
            case 3 -> StepRecord.Kind.TIMEOUT;
            default ->
                    throw new IllegalArgumentException(
                            "the database has a step of kind "
                                    + number
                                    + ", which this version does not know; it was written by a"
                                    + " later one");
        };
    }

    /**
     * Where a job stands.
     *
     * @param line which line
     * @param queue empty where all queues share it
     * @param rank the lowest first
     */
    public record Place(int line, String queue, long rank) {}

    /** {@return where a job stands; null for one that has ended or waits for others} */
    public static @Nullable Place place(JobRecord job) {
        return switch (job.state()) {
            case READY -> new Place(READY, job.queue(), job.envelope().priority());
            case SCHEDULED, AWAITING_RETRY, AWAITING_SIGNAL -> {
                Instant due = job.dueAt();
                yield new Place(DUE, "", due == null ? 0 : micros(due));
            }
            case ASSIGNED, RUNNING -> new Place(OWNED, "", job.incarnation());
            case SUCCEEDED, FAILED, CANCELLED, BLOCKED -> null;
        };
    }

    /** {@return a time in microseconds since 1970} */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** {@return the time of so many microseconds since 1970} */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
