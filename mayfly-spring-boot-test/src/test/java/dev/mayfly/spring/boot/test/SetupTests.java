package dev.mayfly.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.autoconfigure.MayflyAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.MayflyJobsAutoConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SetupTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    MayflyAutoConfiguration.class,
                                    MayflyJobsAutoConfiguration.class,
                                    MayflyTesterAutoConfiguration.class));

    @Test
    void aSchedulerWithAClockOfItsOwnIsRefused() {
        runner.withBean(Scheduler.class, () -> Scheduler.builder().queue("default").build())
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("the Scheduler bean has a clock of its own")
                                .hasMessageContaining("SteppableClock bean"));
    }

    @Test
    @Timeout(60)
    void aJobThatWaitsForTheTestsTimeDoesNotKeepTheApplicationFromClosing() {
        runner.withUserConfiguration(Workshop.class)
                .run(context -> {
                    JobTester jobs = context.getBean(JobTester.class);
                    context.getBean(Mayfly.class).submit("sleepy");
                    jobs.drain();
                    jobs.assertEnqueued("sleepy").inState(JobState.RUNNING);
                });
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        runner.withPropertyValues("mayfly.test.limit=0s")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("mayfly.test.limit is PT0S"));
        runner.withPropertyValues("mayfly.test.most-runs=0")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("mayfly.test.most-runs is 0"));
        runner.withPropertyValues("mayfly.test.strat=2026-01-01T00:00:00Z")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("strat"));
    }
}
