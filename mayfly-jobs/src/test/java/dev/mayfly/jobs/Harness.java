package dev.mayfly.jobs;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A scheduler and a job runtime on a clock that the test steps. */
public final class Harness implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** One change as a listener heard it. */
    public record Change(@Nullable JobRecord before, JobRecord after) {}

    public final SteppableClock clock = new SteppableClock(START);
    public final List<Change> changes = new CopyOnWriteArrayList<>();
    public final Scheduler scheduler;
    public final Jobs jobs;

    public Harness(UnaryOperator<JobsBuilder> settings) {
        this(
                kernel -> kernel.queue("default").queue("narrow", queue -> queue.concurrency(1)),
                settings);
    }

    public Harness(UnaryOperator<SchedulerBuilder> kernel, UnaryOperator<JobsBuilder> settings) {
        scheduler = kernel.apply(Scheduler.builder().clock(clock)).build();
        JobsBuilder builder = Jobs.builder(scheduler).node("here");
        builder.listener((before, after) -> changes.add(new Change(before, after)));
        jobs = settings.apply(builder).build();
    }

    /** A runtime with one job that takes and returns texts. */
    public static Harness of(String name, JobHandler<String, String> handler) {
        return new Harness(jobs -> jobs.define(text(name, handler)));
    }

    public static JobDefinition<String, String> text(
            String name, JobHandler<String, String> handler) {
        return JobDefinition.of(name, String.class, String.class, handler);
    }

    public JobRecord find(JobId id) {
        return jobs.find(id).orElseThrow();
    }

    public JobState state(JobId id) {
        return find(id).state();
    }

    public void awaitState(JobHandle<?> job, JobState state) {
        until(
                job.name() + " is " + state + " (it is " + state(job.id()) + ")",
                () -> state(job.id()) == state);
    }

    /** Waits until the timekeeper sleeps and no task runs: what can happen now has happened. */
    public void settle() {
        until(
                "everybody waits",
                () ->
                        scheduler.snapshot().tasks().stream()
                                .noneMatch(task ->
                                        task.state() == TaskState.READY
                                                || task.state() == TaskState.RUNNING));
    }

    /** Moves the clock, and waits until what that brought about has happened. */
    public void step(Duration time) {
        settle();
        clock.advance(time);
        settle();
    }

    public void step(Instant to) {
        step(Duration.between(clock.wallTime(), to));
    }

    public TaskSnapshot timekeeper() {
        return scheduler.snapshot().tasks().stream()
                .filter(task -> task.name().equals(Jobs.TIMEKEEPER))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until another thread has made something true; a minute at most. */
    public static void until(String what, BooleanSupplier condition) {
        for (int tries = 0; tries < 300_000; tries++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(100_000);
        }
        throw new AssertionError("after a long time it is still not so that " + what);
    }

    @Override
    public void close() {
        scheduler.shutdown(Duration.ZERO);
    }
}
