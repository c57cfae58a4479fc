package dev.mayfly.spring.boot.test.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.spring.boot.test.AutoConfigureMayflyTester;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import java.time.Instant;

class SliceSettingsTests {

    @Nested
    @MayflyTest(
            jobs = Billing.class,
            includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Reports.class))
    @AutoConfigureMayflyTester(start = "2026-10-25T00:00:00Z")
    class WithAStartAndAFilter {

        @Autowired private Jobs runtime;
        @Autowired private JobTester jobs;
        @MockitoBean private Mailer mailer;

        @Test
        void theTimeStartsThereAndTheFilteredComponentIsMadeToo() {
            assertThat(jobs.now()).isEqualTo(Instant.parse("2026-10-25T00:00:00Z"));
            assertThat(runtime.registry().names()).contains("bill", "nightly");
        }
    }

    @Nested
    @MayflyTest(
            properties = "mayfly.test.start=2027-01-01T00:00:00Z",
            excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Billing.class))
    class WithAPropertyAndAFilter {

        @Autowired private Jobs runtime;
        @Autowired private JobTester jobs;
        @MockitoBean private Mailer mailer;

        @Test
        void theTimeStartsThereAndTheFilteredComponentIsNotMade() {
            assertThat(jobs.now()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
            assertThat(runtime.registry().names()).contains("nightly").doesNotContain("bill");
        }
    }
}
