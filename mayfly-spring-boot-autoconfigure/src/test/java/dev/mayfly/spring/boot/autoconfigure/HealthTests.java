package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyHealthIndicator;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class HealthTests {

    private static ApplicationContextRunner health() {
        return Runners.jobs()
                .withConfiguration(AutoConfigurations.of(MayflyHealthAutoConfiguration.class));
    }

    @Test
    void upWithModeStoreAndQueues() {
        health().run(context -> {
            Health health = context.getBean(MayflyHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("mode", Modes.EXPECTED)
                    .containsEntry("store", "memory")
                    .containsEntry("problem", "none")
                    .containsEntry(
                            "engines",
                            Map.of("coroutine", Modes.EXPECTED, "threaded", "platform threads"))
                    .containsEntry(
                            "queues",
                            Map.of(
                                    "default",
                                    Map.of(
                                            "engine",
                                            "coroutine",
                                            "waiting",
                                            0,
                                            "running",
                                            0,
                                            "paused",
                                            false)));
        });
    }

    @Test
    void pausedQueueWithWorkIsAProblemAndNoReasonToGoDown() {
        health().withPropertyValues("mayfly.queues.later.paused=true")
                .run(context -> {
                    context.getBean(Scheduler.class).submit("later", task -> null);
                    Health health = context.getBean(MayflyHealthIndicator.class).health();
                    assertThat(health.getStatus()).isEqualTo(Status.UP);
                    assertThat(health.getDetails())
                            .containsEntry(
                                    "problem", "queue \"later\" is paused while 1 tasks wait");
                });
    }

    @Test
    void longWaitForAStartIsAProblem() {
        SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
        health().withPropertyValues("mayfly.queues.narrow.concurrency=1")
                .withBean(SchedulerCustomizer.class, () -> builder -> builder.clock(clock))
                .run(context -> {
                    Scheduler scheduler = context.getBean(Scheduler.class);
                    var first =
                            scheduler.submit(
                                    "narrow",
                                    task -> {
                                        task.awaitSignal("go");
                                        return null;
                                    });
                    var second = scheduler.submit("narrow", task -> null);
                    MayflyHealthIndicator indicator = context.getBean(MayflyHealthIndicator.class);
                    clock.advance(Duration.ofSeconds(60));
                    assertThat(indicator.health().getDetails()).containsEntry("problem", "none");
                    clock.advance(Duration.ofSeconds(1));
                    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
                    assertThat(indicator.health().getDetails().get("problem").toString())
                            .contains("has waited 61 s for its start in queue \"narrow\"");
                    scheduler.signal("go");
                    first.await(LIMIT);
                    second.await(LIMIT);
                });
    }

    @Test
    void downOnceItHasStopped() {
        health().run(context -> {
            context.getBean(Scheduler.class).shutdown(Duration.ZERO);
            Health health = context.getBean(MayflyHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("problem").toString())
                    .contains("it accepts no jobs");
        });
    }

    @Test
    void downWhenTheTaskThatStartsDelayedJobsIsGone() {
        health().run(context -> {
            Scheduler scheduler = context.getBean(Scheduler.class);
            scheduler.snapshot().tasks().stream()
                    .filter(task -> task.name().equals(Jobs.TIMEKEEPER))
                    .forEach(task ->
                            scheduler
                                    .find(task.id())
                                    .ifPresent(handle -> {
                                        handle.cancel();
                                        await(handle);
                                    }));
            Health health = context.getBean(MayflyHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("problem").toString())
                    .contains("delayed, retried and recurring jobs do not start");
        });
    }

    private static void await(dev.mayfly.kernel.task.TaskHandle<?> handle) {
        try {
            handle.await(LIMIT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void canBeSwitchedOff() {
        health().withPropertyValues("management.health.mayfly.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(MayflyHealthIndicator.class));
    }

    @Test
    void backsOffForTheApplicationsOwnOfThatName() {
        health().withBean(
                        "mayflyHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.unknown().build())
                .run(context -> assertThat(context).doesNotHaveBean(MayflyHealthIndicator.class));
    }

    @Test
    void withoutTheHealthModuleThereIsNone() {
        health().withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).doesNotHaveBean("mayflyHealthIndicator");
                });
    }
}
