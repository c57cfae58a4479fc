package dev.mayfly.console.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.JobsBuilder;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

class DemoJobTests {

    private static final class Host implements AutoCloseable {
        final SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
        final Scheduler scheduler;
        final Jobs jobs;
        final DemoJob demo;

        Host(List<String> queues, UnaryOperator<JobsBuilder> settings) {
            var builder = Scheduler.builder().clock(clock);
            for (String queue : queues) {
                builder = builder.queue(queue);
            }
            scheduler = builder.build();
            jobs = settings.apply(Jobs.builder(scheduler)).build();
            demo = new DemoJob(scheduler, jobs);
        }

        Host(String... queues) {
            this(List.of(queues), UnaryOperator.identity());
        }

        JobRecord record(JobId id) {
            return jobs.find(id).orElseThrow();
        }

        JobId submit() {
            return demo.submit().orElseThrow();
        }

        /** Waits until every task waits for the clock. */
        void settle() {
            Await.until(
                    "everybody waits",
                    () ->
                            scheduler.snapshot().tasks().stream()
                                    .noneMatch(task ->
                                            task.state() == TaskState.READY
                                                    || task.state() == TaskState.RUNNING));
        }

        void finish() {
            for (int step = 0; step < 10; step++) {
                settle();
                clock.advance(DemoJob.STEP);
            }
        }

        @Override
        public void close() {
            scheduler.shutdown(Duration.ZERO);
        }
    }

    @Test
    void takesTenStepsByTheKernelsClockAndWritesALineAtEach() {
        try (Host host = new Host("default")) {
            JobId id = host.submit();
            for (int step = 1; step <= 10; step++) {
                int lines = step;
                Await.until("line " + step, () -> host.jobs.log(id, 0).next() == lines);
                host.settle();
                host.clock.advance(DemoJob.STEP.minusNanos(1));
                host.settle();
                assertThat(host.jobs.log(id, 0).next()).isEqualTo(lines);
                assertThat(host.record(id).progress().done()).isEqualTo(step - 1);
                host.clock.advance(Duration.ofNanos(1));
            }
            Await.until("it ends", () -> host.record(id).state().isTerminal());
            assertThat(host.record(id).state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(host.record(id).progress().done()).isEqualTo(10);
            assertThat(host.record(id).result()).contains("Ten steps");
            LogPage log = host.jobs.log(id, 0);
            assertThat(log.lines()).hasSize(10).allMatch(line -> line.attempt() == 1);
        }
    }

    @Test
    void endsAtItsNextStepWhenCancelled() {
        try (Host host = new Host("default")) {
            JobId id = host.submit();
            Await.until("it runs", () -> host.jobs.log(id, 0).next() == 1);
            assertThat(host.jobs.cancel(id)).isTrue();
            Await.until("it ends", () -> host.record(id).state() == JobState.CANCELLED);
        }
    }

    @Test
    void isUnknownToTheRegistryUntilItIsRun() {
        try (Host host = new Host("default")) {
            assertThat(host.demo.isOffered()).isTrue();
            assertThat(host.jobs.registry().names()).isEmpty();
            host.submit();
            assertThat(host.jobs.registry().names()).containsExactly("mayfly-demo");
            host.submit();
            assertThat(host.jobs.registry().names()).containsExactly("mayfly-demo");
        }
    }

    @Test
    void isOfferedOnlyWhileNoJobWasEverSubmitted() {
        try (Host host = new Host("default")) {
            JobId id = host.submit();
            assertThat(host.demo.isOffered()).isFalse();
            host.finish();
            Await.until("it ends", () -> host.record(id).state().isTerminal());
            host.jobs.store().evict(Instant.MAX);
            assertThat(host.demo.isOffered()).isFalse();
        }
    }

    @Test
    void runsInTheFirstQueueWhereThereIsNoDefault() {
        try (Host host =
                new Host(List.of("mail", "billing"), jobs -> jobs.defaultQueue("billing"))) {
            assertThat(host.demo.isOffered()).isTrue();
            assertThat(host.record(host.submit()).queue()).isEqualTo("mail");
        }
    }

    @Test
    void passesOverAQueueThatIsPausedUnlessAllAre() {
        try (Host host = new Host("default", "mail")) {
            host.scheduler.pause("default");
            assertThat(host.record(host.submit()).queue()).isEqualTo("mail");
            host.scheduler.pause("mail");
            assertThat(host.record(host.submit()).queue()).isEqualTo("default");
        }
    }

    @Test
    void leavesAJobOfTheHostsWithThisNameAlone() {
        JobDefinition<String, String> own =
                JobDefinition.of(
                        "mayfly-demo", String.class, String.class, (payload, job) -> payload);
        try (Host host = new Host(List.of("default"), jobs -> jobs.define(own))) {
            assertThat(host.demo.isOffered()).isFalse();
            assertThat(host.demo.submit()).isEmpty();
            assertThat(host.jobs.registry().get("mayfly-demo")).isSameAs(own);
        }
    }

    @Test
    void twoReadersWhoAskAtOnceGetAJobEach() throws Exception {
        try (Host host = new Host("default");
                var readers = Executors.newFixedThreadPool(2)) {
            Callable<JobId> ask = host::submit;
            var asked = readers.invokeAll(List.of(ask, ask));
            assertThat(asked.get(0).get()).isNotEqualTo(asked.get(1).get());
        }
    }
}
