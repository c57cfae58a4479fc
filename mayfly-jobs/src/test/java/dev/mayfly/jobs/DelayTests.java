package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class DelayTests {

    @Test
    void startsADelayedJobWhenItsTimeHasComeAndNotBefore() throws Exception {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            JobHandle<?> handle =
                    h.jobs.submit("job", "x", JobOptions.delayed(Duration.ofNanos(100_000)));
            assertThat(h.find(handle.id()).dueAt()).isEqualTo(Harness.START.plusNanos(100_000));
            h.step(Duration.ofNanos(99_000));
            assertThat(h.state(handle.id())).isEqualTo(JobState.SCHEDULED);
            h.step(Duration.ofNanos(1_000));
            assertThat(handle.await()).isEqualTo("x");
        }
    }

    @Test
    void startsAJobAtOnceWhoseTimeHasPassed() throws Exception {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            assertThat(
                            h.jobs.submit("job", "x", JobOptions.DEFAULTS.withRunAt(Harness.START))
                                    .await())
                    .isEqualTo("x");
            assertThat(h.jobs.submit("job", "x", JobOptions.delayed(Duration.ZERO)).await())
                    .isEqualTo("x");
        }
    }

    @Test
    void wakesUpForAnEarlierJobThanTheOneItSleptFor() throws Exception {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            JobHandle<?> late = h.jobs.submit("job", "b", JobOptions.delayed(Duration.ofHours(2)));
            h.settle();
            JobHandle<?> early =
                    h.jobs.submit("job", "a", JobOptions.delayed(Duration.ofSeconds(1)));
            h.step(Duration.ofSeconds(1));
            assertThat(early.await()).isEqualTo("a");
            assertThat(h.state(late.id())).isEqualTo(JobState.SCHEDULED);
            h.step(Duration.ofHours(2));
            assertThat(late.await()).isEqualTo("b");
        }
    }

    @Test
    void startsThemInTheOrderOfTheirTimes() throws Exception {
        var order = new ArrayList<String>();
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                Harness.text(
                                                "job",
                                                (payload, job) -> {
                                                    order.add(payload);
                                                    return payload;
                                                })
                                        .withQueue("narrow")))) {
            var handles = new ArrayList<JobHandle<?>>();
            for (int minute : List.of(3, 1, 2)) {
                handles.add(
                        h.jobs.submit(
                                "job",
                                "" + minute,
                                JobOptions.delayed(Duration.ofMinutes(minute))));
            }
            h.settle();
            h.clock.advance(Duration.ofHours(1));
            for (JobHandle<?> handle : handles) {
                handle.await();
            }
            assertThat(order).containsExactly("1", "2", "3");
        }
    }

    @Test
    void holdsNeitherThreadNorTaskForThousandsOfDelayedJobs() throws Exception {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            var handles = new ArrayList<JobHandle<?>>();
            for (int i = 0; i < 5_000; i++) {
                handles.add(h.jobs.submit("job", "", JobOptions.delayed(Duration.ofHours(1))));
            }
            h.settle();
            assertThat(h.scheduler.snapshot().tasks()).hasSize(1);
            assertThat(h.timekeeper().state()).isEqualTo(TaskState.WAITING);
            assertThat(h.timekeeper().reason()).contains("next due job");
            h.clock.advance(Duration.ofHours(1));
            for (JobHandle<?> handle : handles) {
                handle.await();
            }
        }
    }

    @Test
    void keepsTimesThatNoDatabaseCouldHold() {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            JobHandle<?> one = h.jobs.submit("job", "", JobOptions.DEFAULTS.withRunAt(Instant.MAX));
            JobHandle<?> two =
                    h.jobs.submit(
                            "job", "", JobOptions.delayed(Duration.ofSeconds(Long.MAX_VALUE)));
            h.step(Duration.ofDays(1));
            for (JobHandle<?> handle : List.of(one, two)) {
                assertThat(h.find(handle.id()).dueAt()).isEqualTo("9999-12-31T00:00:00Z");
            }
        }
    }
}
