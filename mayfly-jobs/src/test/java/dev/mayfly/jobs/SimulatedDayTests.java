package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.sim.Chance;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.sim.SimulationContext;
import dev.mayfly.kernel.sim.SimulationResult;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** The job layer as it is, on simulated time. */
@Tag("either-mode")
class SimulatedDayTests {

    private static final int JOBS = 100_000;
    private static final Duration DAY = Duration.ofDays(1);

    private final Simulation simulation =
            Simulation.withSeed(42)
                    .configured(builder ->
                            builder.queue("default").queue("mail", q -> q.concurrency(4)));

    @Test
    void aDayOfJobsWithCronAndRetriesRunsToItsEnd() {
        SimulationResult result = simulation.run(sim -> day(sim, JOBS));

        assertThat(result.simulated()).isEqualTo(DAY.multipliedBy(2));
    }

    @Test
    void theSameSeedGivesTheSameDay() {
        long hash = simulation.run(sim -> day(sim, 2_000)).hash();

        assertThat(simulation.run(sim -> day(sim, 2_000)).hash()).isEqualTo(hash);
        assertThat(Simulation.withSeed(43).run(sim -> day(sim, 2_000)).hash()).isNotEqualTo(hash);
    }

    private static void day(SimulationContext sim, int count) {
        JobsBuilder builder = Jobs.builder(sim.scheduler());
        SplittableRandom random = sim.random();
        try (Jobs jobs =
                builder.random(random)
                        .define(
                                JobDefinition.of(
                                        "mail",
                                        Integer.class,
                                        Integer.class,
                                        (number, job) -> {
                                            job.task().sleep(Duration.ofMillis(200));
                                            if (Chance.of("mail server down", 0.05)) {
                                                throw new IOException("mail server is down");
                                            }
                                            return number;
                                        }))
                        .define(
                                JobDefinition.of(
                                        "report", Void.class, Void.class, (none, job) -> null))
                        .build()) {
            jobs.recurring().schedule("report", Schedule.every(Duration.ofMinutes(1)), null);
            for (int i = 0; i < count; i++) {
                Duration delay = Duration.ofMillis(random.nextLong(DAY.toMillis()));
                jobs.submit("mail", i, JobOptions.delayed(delay));
            }
            sim.runFor(DAY.multipliedBy(2));
            assertDone(jobs, count);
        }
    }

    private static void assertDone(Jobs jobs, int count) {
        long succeeded = 0;
        long failed = 0;
        for (QueueCounters counters : jobs.counters().values()) {
            assertThat(counters.live()).isZero();
            succeeded += counters.entered(JobState.SUCCEEDED);
            failed += counters.entered(JobState.FAILED);
        }
        int minutes = 2 * 24 * 60;
        assertThat(succeeded + failed).isEqualTo(count + minutes);
        // Ten attempts each: next to none fails for good.
        assertThat(failed).isLessThan(count / 100);
    }
}
