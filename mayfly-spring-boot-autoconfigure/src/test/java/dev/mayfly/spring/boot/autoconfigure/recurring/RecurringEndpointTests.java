package dev.mayfly.spring.boot.autoconfigure.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.recurring.RecurringEndpoint.Changed;
import dev.mayfly.spring.boot.autoconfigure.recurring.RecurringEndpoint.RecurringReport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import java.time.ZoneOffset;
import java.util.Objects;

class RecurringEndpointTests {

    @Component("reports")
    static class Reports {
        @MayflyJob(name = "report")
        void report() {}
    }

    private static ApplicationContextRunner application() {
        return Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                EndpointAutoConfiguration.class,
                                MayflyRecurringEndpointAutoConfiguration.class))
                .withUserConfiguration(Reports.class);
    }

    private static ApplicationContextRunner exposed() {
        return application()
                .withPropertyValues("management.endpoints.web.exposure.include=mayflyrecurring");
    }

    private static Changed change(
            RecurringEndpoint endpoint, String action, @Nullable String reason) {
        return Objects.requireNonNull(
                endpoint.change("report", action, reason, SecurityContext.NONE));
    }

    @Test
    void itIsThereOnlyWhereItIsExposed() {
        application().run(context -> assertThat(context).doesNotHaveBean(RecurringEndpoint.class));
        exposed().run(context -> assertThat(context).hasSingleBean(RecurringEndpoint.class));
    }

    @Test
    void aRunIsSubmittedNowAlsoWhilePaused() {
        exposed()
                .run(context -> {
                    RecurringEndpoint endpoint = context.getBean(RecurringEndpoint.class);
                    context.getBean(Jobs.class)
                            .recurring()
                            .schedule("report", Schedule.cron("0 3 1 1 *", ZoneOffset.UTC), null);
                    RecurringReport report = Objects.requireNonNull(endpoint.all().get("report"));
                    assertThat(report.nextRun()).isNotNull();
                    assertThat(report.schedule()).contains("0 3 1 1 *");

                    Changed paused = change(endpoint, "pause", "no paper");
                    Pause pause = Objects.requireNonNull(paused.recurring().pause());
                    assertThat(pause.by()).isEqualTo("anonymous");
                    assertThat(paused.recurring().nextRun()).isNull();
                    assertThat(change(endpoint, "pause", "again").changed()).isFalse();

                    Changed run = change(endpoint, "run", null);
                    String submitted = Objects.requireNonNull(run.submitted());
                    assertThat(run.recurring().runs()).isEqualTo(1);
                    assertThat(run.recurring().lastJob()).isEqualTo(submitted);
                    assertThat(context.getBean(Jobs.class).find(new JobId(submitted))).isPresent();

                    assertThat(change(endpoint, "resume", null).recurring().pause()).isNull();
                });
    }

    @Test
    void whatCannotBeDoneIsRefusedWithItsReason() {
        exposed()
                .run(context -> {
                    RecurringEndpoint endpoint = context.getBean(RecurringEndpoint.class);
                    context.getBean(Jobs.class)
                            .recurring()
                            .schedule("report", Schedule.cron("0 3 1 1 *", ZoneOffset.UTC), null);
                    assertThatThrownBy(() -> change(endpoint, "burn", null))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("pause, resume and run");
                    assertThatThrownBy(() -> change(endpoint, "pause", " "))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("reason");
                    assertThat(endpoint.one("none")).isNull();
                    assertThat(endpoint.change("none", "run", null, SecurityContext.NONE)).isNull();
                });
    }
}
