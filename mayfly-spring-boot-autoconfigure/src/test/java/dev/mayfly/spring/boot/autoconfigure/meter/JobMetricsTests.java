package dev.mayfly.spring.boot.autoconfigure.meter;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.BoundedLabel;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobLabels;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobRunMetrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Jobs on a clock that is stepped, and what a scrape tells of them. */
class JobMetricsTests {

    private final SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final JobLabels labels = new JobLabels();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Scheduler scheduler;
    private Jobs jobs;
    private JobMetrics metrics;
    private @Nullable RuntimeException outage;

    @BeforeEach
    void start() {
        scheduler = Scheduler.builder().clock(clock).build();
        var runs = new JobRunMetrics(clock, labels);
        jobs =
                Jobs.builder(scheduler)
                        .define(
                                JobDefinition.of(
                                        "work",
                                        String.class,
                                        String.class,
                                        (what, job) -> {
                                            if (what.equals("fail")) {
                                                throw new PermanentFailureException("no", null);
                                            }
                                            clock.advance(Duration.ofSeconds(2));
                                            return what;
                                        }))
                        .interceptor(runs)
                        .build();
        metrics = new JobMetrics(jobs, "default", labels);
        metrics.bindTo(registry);
        runs.bindTo(registry);
    }

    @AfterEach
    void stop() {
        scheduler.shutdown(Duration.ofSeconds(10));
    }

    private List<String> scrape() {
        return registry.scrape().lines().toList();
    }

    private double value(String series) {
        return scrape().stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void declaredJobCountsZeroBeforeItsFirstRun() {
        assertThat(scrape())
                .contains(
                        "mayfly_jobs_accepted_total{job_name=\"work\",queue=\"default\"} 0.0",
                        "mayfly_jobs_ended_total{job_name=\"work\",outcome=\"failed\",queue=\"default\"}"
                            + " 0.0");
    }

    @Test
    void acceptedEndedWaitsAndRunsAreCounted() throws Exception {
        jobs.submit("work", "well").await(LIMIT);
        assertThatThrownBy(() -> jobs.submit("work", "fail").await(LIMIT))
                .isInstanceOf(JobFailedException.class);
        Conditions.await(() ->
                value(
                                "mayfly_jobs_ended_total{job_name=\"work\",outcome=\"failed\",queue=\"default\"}")
                        == 1);
        assertThat(scrape())
                .contains(
                        "mayfly_jobs_accepted_total{job_name=\"work\",queue=\"default\"} 2.0",
                        "mayfly_jobs_ended_total{job_name=\"work\",outcome=\"succeeded\",queue=\"default\"}"
                            + " 1.0",
                        "mayfly_job_wait_seconds_count{queue=\"default\"} 2",
                        "mayfly_job_run_seconds_sum{job_name=\"work\",outcome=\"returned\",queue=\"default\"}"
                            + " 2.0",
                        "mayfly_job_run_seconds_bucket{job_name=\"work\",outcome=\"returned\",queue=\"default\",le=\"1.0\"}"
                            + " 0",
                        "mayfly_job_run_seconds_bucket{job_name=\"work\",outcome=\"returned\",queue=\"default\",le=\"5.0\"}"
                            + " 1",
                        "mayfly_job_run_seconds_count{job_name=\"work\",outcome=\"threw\",queue=\"default\"}"
                            + " 1");
    }

    @Test
    void delayThatWasAskedForIsNoWait() throws Exception {
        var handle =
                jobs.submit("work", "late", JobOptions.DEFAULTS.withDelay(Duration.ofMinutes(10)));
        clock.advance(Duration.ofMinutes(10));
        handle.await(LIMIT);
        assertThat(value("mayfly_job_wait_seconds_sum{queue=\"default\"}")).isZero();
    }

    @Test
    void pausedQueueMakesJobsWait() throws Exception {
        scheduler.pause("default");
        var handle = jobs.submit("work", "later");
        clock.advance(Duration.ofMinutes(3));
        scheduler.resume("default");
        handle.await(LIMIT);
        assertThat(value("mayfly_job_wait_seconds_sum{queue=\"default\"}")).isEqualTo(180);
        assertThat(value("mayfly_job_wait_seconds_bucket{queue=\"default\",le=\"60.0\"}")).isZero();
        assertThat(value("mayfly_job_wait_seconds_bucket{queue=\"default\",le=\"300.0\"}"))
                .isEqualTo(1);
    }

    /** Half of the thousands come from other applications by a store that all of them share. */
    @Test
    void thousandsOfNamesMakeABoundedNumberOfSeries() {
        for (int i = 0; i < 5_000; i++) {
            JobRecord job = job("name-" + i, "queue-" + i);
            metrics.jobChanged(null, job);
            metrics.jobChanged(job, running(job));
        }
        assertThat(scrape())
                .filteredOn(line -> line.startsWith("mayfly_jobs_accepted_total{"))
                .hasSize(JobLabels.MOST_JOBS + 1)
                .anyMatch(line -> line.contains("job_name=\"other\",queue=\"other\""));
        assertThat(value("mayfly_jobs_accepted_total{job_name=\"other\",queue=\"other\"}"))
                .isEqualTo(5_000 - JobLabels.MOST_JOBS + 1);
        assertThat(scrape())
                .filteredOn(line -> line.startsWith("mayfly_job_wait_seconds_count{"))
                .hasSize(JobLabels.MOST_QUEUES); // "default" has had no job, and there is "other"
    }

    @Test
    void pairsOfNamesAndQueuesAreBoundedToo() {
        for (int i = 0; i < 150; i++) {
            for (int queue = 0; queue < 50; queue++) {
                metrics.jobChanged(null, job("name-" + i, "queue-" + queue));
            }
        }
        assertThat(scrape())
                .filteredOn(line -> line.startsWith("mayfly_jobs_accepted_total{"))
                .hasSize(JobLabels.MOST_KINDS + 1);
    }

    /** The test's own test: without a bound there is a series for each name. */
    @Test
    void wideLabelWouldHaveGivenEachItsOwn() {
        var wide = new BoundedLabel(5_000);
        var narrow = new BoundedLabel(2);
        for (int i = 0; i < 5_000; i++) {
            assertThat(wide.of("name-" + i)).isEqualTo("name-" + i);
            assertThat(narrow.of("name-" + i)).isEqualTo(i < 2 ? "name-" + i : "other");
        }
        assertThat(narrow.of("name-0")).isEqualTo("name-0");
        assertThatThrownBy(() -> new BoundedLabel(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secondRegistryIsToldTheSame() throws Exception {
        var second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        jobs.submit("work", "before").await(LIMIT);
        metrics.bindTo(second);
        jobs.submit("work", "after").await(LIMIT);
        assertThat(second.scrape())
                .contains("mayfly_jobs_accepted_total{job_name=\"work\",queue=\"default\"} 2.0")
                .contains("mayfly_job_wait_seconds_count{queue=\"default\"} 1");
        assertThat(value("mayfly_job_wait_seconds_count{queue=\"default\"}")).isEqualTo(2);
    }

    @Test
    void storeIsReadOnceASecondAndNotWhileItIsGone() throws Exception {
        var store = new StoreMetrics(jobs, () -> outage, scheduler, labels);
        store.bindTo(registry);
        String succeeded = "mayfly_store_jobs{queue=\"default\",state=\"succeeded\"}";
        assertThat(value("mayfly_store_up")).isEqualTo(1);
        assertThat(value(succeeded)).isZero();
        jobs.submit("work", "well").await(LIMIT); // takes two seconds of the clock's
        assertThat(value(succeeded)).isEqualTo(1);
        outage = new IllegalStateException("cut");
        assertThat(value("mayfly_store_up")).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(value(succeeded)).isNaN();
        outage = null;
        clock.advance(Duration.ofSeconds(1));
        assertThat(value(succeeded)).isEqualTo(1);
    }

    @Test
    void figuresOfAStoreAreExportedAsTheyAre() {
        var figures = new StoreReport.Figures(1, true, 2, 3, 4, 5);
        new StoreMetrics(
                        jobs,
                        new StoreReport() {
                            @Override
                            public @Nullable Throwable outage() {
                                return null;
                            }

                            @Override
                            public Figures figures() {
                                return figures;
                            }
                        },
                        scheduler,
                        labels)
                .bindTo(registry);
        Map<String, ToDoubleFunction<StoreReport.Figures>> promised =
                Map.of(
                        "mayfly_store_outages_total", f -> f.outages(),
                        "mayfly_runner_leased", f -> f.leased() ? 1 : 0,
                        "mayfly_runner_leases_lost_total", f -> f.leasesLost(),
                        "mayfly_runner_claims_total", f -> f.claims(),
                        "mayfly_runner_jobs_claimed_total", f -> f.claimed(),
                        "mayfly_runner_jobs_recovered_total", f -> f.recovered());
        promised.forEach((name, figure) ->
                assertThat(value(name)).as(name).isEqualTo(figure.applyAsDouble(figures)));
    }

    private JobRecord job(String name, String queue) {
        var envelope =
                new JobEnvelope(
                        new JobId(name),
                        name,
                        queue,
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "elsewhere",
                        List.of());
        return JobRecord.submitted(envelope, clock.wallTime(), null);
    }

    private JobRecord running(JobRecord job) {
        return new Transition.Start(job.id(), 0, clock.wallTime(), "one").applyTo(job);
    }
}
