package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyMetrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Scrapes a real Prometheus registry and compares the text, because names are a promise. */
class MetricsTests {

    @Component("work")
    static class Work {
        @MayflyJob(name = "work")
        void work() {}
    }

    private static ApplicationContextRunner metrics() {
        return Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                MetricsAutoConfiguration.class,
                                PrometheusMetricsExportAutoConfiguration.class,
                                MayflyMetricsAutoConfiguration.class))
                .withPropertyValues(
                        "mayfly.node-name=one",
                        "mayfly.queues.later.paused=true",
                        "management.defaults.metrics.export.enabled=false",
                        "management.prometheus.metrics.export.enabled=true");
    }

    private static List<String> scrape(MeterRegistry registry) {
        return ((PrometheusMeterRegistry) registry)
                .scrape()
                .lines()
                .filter(line -> line.contains("mayfly_"))
                .toList();
    }

    /** What a scrape shows after {@link #someTasks}, line by line. */
    private static final String PROMISED =
            """
            # HELP mayfly_tasks_total Tasks that have ended, by how they ended
            # TYPE mayfly_tasks_total counter
            mayfly_tasks_total{status="completed"} 1.0
            mayfly_tasks_total{status="failed"} 1.0
            mayfly_tasks_total{status="cancelled"} 1.0
            mayfly_tasks_total{status="skipped"} 0.0
            # HELP mayfly_task_latency_seconds Time from the submission of a task to its end
            # TYPE mayfly_task_latency_seconds histogram
            mayfly_task_latency_seconds_bucket{le="1.0"} 2
            mayfly_task_latency_seconds_bucket{le="5.0"} 3
            mayfly_task_latency_seconds_count 3
            mayfly_task_latency_seconds_sum 2.0
            # HELP mayfly_queue_depth Tasks that wait for their start
            # TYPE mayfly_queue_depth gauge
            mayfly_queue_depth{queue="default"} 0.0
            mayfly_queue_depth{queue="later"} 1.0
            # HELP mayfly_syscall_counts System calls made by tasks since the start
            # TYPE mayfly_syscall_counts gauge
            # HELP mayfly_jobs_forwarded_total Jobs handed to another node; always 0 on a single node
            # TYPE mayfly_jobs_forwarded_total counter
            mayfly_jobs_forwarded_total 0.0
            # HELP mayfly_jobs_stolen_total Jobs taken from another node; always 0 on a single node
            # TYPE mayfly_jobs_stolen_total counter
            mayfly_jobs_stolen_total 0.0
            # HELP mayfly_job_origin Jobs accepted since the start, by the node that accepted them
            # TYPE mayfly_job_origin gauge
            mayfly_job_origin{node_id="one"} 0.0
            """;

    @Test
    void namesHelpAndValuesAreExactlyAsPromised() {
        SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
        metrics()
                .withBean(SchedulerCustomizer.class, () -> builder -> builder.clock(clock))
                .run(context -> {
                    someTasks(context.getBean(Scheduler.class), clock);
                    assertThat(scrape(context.getBean(MeterRegistry.class)))
                            .containsAll(PROMISED.lines().toList())
                            .noneMatch(line -> line.contains("syscall_counts_total"))
                            .anyMatch(line ->
                                    line.matches(
                                            "mayfly_syscall_counts\\{type=\"wait\"}" + " [1-9].*"));
                });
    }

    /** One that takes two seconds, one that fails, one that is cancelled, one that waits. */
    private static void someTasks(Scheduler scheduler, SteppableClock clock)
            throws InterruptedException {
        TaskHandle<Void> slow =
                scheduler.spawn(task -> {
                    task.awaitSignal("go");
                    return null;
                });
        TaskHandle<Void> fails =
                scheduler.spawn(task -> {
                    throw new IllegalStateException("no");
                });
        fails.await(LIMIT);
        scheduler.submit("later", task -> null);
        scheduler.submit("later", task -> null).cancel();
        clock.advance(Duration.ofSeconds(2));
        scheduler.signal("go");
        slow.await(LIMIT);
    }

    @Test
    void jobsAreCountedByTheNodeThatAcceptedThem() {
        metrics()
                .withUserConfiguration(Work.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    for (int i = 0; i < 3; i++) {
                        mayfly.submit("work").await(LIMIT);
                    }
                    assertThat(scrape(context.getBean(MeterRegistry.class)))
                            .contains("mayfly_job_origin{node_id=\"one\"} 3.0");
                });
    }

    @Test
    void nodesBeyondTheLimitShareOneLabel() {
        metrics()
                .withUserConfiguration(Work.class)
                .run(context -> {
                    Jobs jobs = context.getBean(Jobs.class);
                    var handle = context.getBean(Mayfly.class).submit("work");
                    handle.await(LIMIT);
                    var record = jobs.find(handle.id()).orElseThrow();
                    JobListener metrics = context.getBean(MayflyMetrics.class)::jobChanged;
                    for (int i = 0; i < 250; i++) {
                        metrics.onChange(null, Records.from("node-" + i, record));
                    }
                    assertThat(scrape(context.getBean(MeterRegistry.class)))
                            .filteredOn(line -> line.startsWith("mayfly_job_origin{"))
                            .hasSize(101)
                            .contains("mayfly_job_origin{node_id=\"other\"} 151.0");
                });
    }

    @Test
    void timersMadeFromObservationsHaveHelpToo() {
        metrics()
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    registry.timer("mayfly.job", "job", "work").record(Duration.ofMillis(1));

                    assertThat(scrape(registry))
                            .filteredOn(line -> line.startsWith("# HELP"))
                            .allMatch(line -> line.strip().split(" ").length > 3)
                            .anyMatch(line -> line.contains("mayfly_job_seconds Attempts"));
                });
    }

    @Test
    void withoutMicrometerThereAreNoMetrics() {
        Runners.jobs()
                .withConfiguration(AutoConfigurations.of(MayflyMetricsAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context -> assertThat(context).doesNotHaveBean("mayflyMetrics"));
    }

    @Test
    void metricsBackOffForTheApplicationsOwn() {
        metrics()
                .withBean(
                        "own",
                        MayflyMetrics.class,
                        () -> {
                            Scheduler scheduler = Scheduler.builder().build();
                            return new MayflyMetrics(scheduler, Jobs.builder(scheduler).build());
                        })
                .run(context ->
                        assertThat(context.getBeansOfType(MeterBinder.class))
                                .containsKey("own")
                                .doesNotContainKey("mayflyMetrics"));
    }
}
