package dev.mayfly.spring.boot.test.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import java.time.Duration;
import java.time.Instant;

@MayflyTest
class AllJobsTests {

    @Autowired private Jobs runtime;
    @Autowired private JobTester jobs;
    @Autowired private ApplicationContext context;
    @MockitoBean private Mailer mailer;

    @Test
    void allComponentsWithJobsAreMadeAndNoOthers() {
        assertThat(runtime.registry().names()).contains("bill", "remind", "nightly");
        assertThat(context.getBeansOfType(Warehouse.class)).isEmpty();
        assertThat(runtime.store().info().type()).isEqualTo("memory");
    }

    @Test
    void aNightlyJobRunsAtEachOfItsTimes() {
        assertThat(jobs.now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(jobs.advanceToNextRun("nightly"))
                .isEqualTo(Instant.parse("2026-01-01T03:00:00Z"));
        verify(mailer).send("report");
        jobs.advance(Duration.ofDays(30));
        verify(mailer, times(31)).send("report");
        assertThat(jobs.assertEnqueued("nightly").times(31).succeeded().jobs())
                .extracting(job -> job.startedAt())
                .startsWith(
                        Instant.parse("2026-01-01T03:00:00Z"),
                        Instant.parse("2026-01-02T03:00:00Z"));
    }
}
