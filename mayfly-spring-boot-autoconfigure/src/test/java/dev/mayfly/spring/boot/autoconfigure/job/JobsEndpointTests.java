package dev.mayfly.spring.boot.autoconfigure.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.spring.boot.autoconfigure.MayflyJobsEndpointAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobsEndpoint;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobsEndpoint.Changed;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobsEndpoint.JobReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobsEndpoint.StackReport;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** One job over the actuator. */
class JobsEndpointTests {

    @Component("charges")
    static class Charges {
        final AtomicInteger charged = new AtomicInteger();

        @MayflyJob(name = "charge")
        void charge(String order, JobContext job) throws Exception {
            job.step("charge", Integer.class, charged::incrementAndGet);
            throw new IllegalStateException("the card of " + order + " was refused");
        }
    }

    private static ApplicationContextRunner endpoint() {
        return Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                EndpointAutoConfiguration.class,
                                MayflyJobsEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=mayflyjobs",
                        "mayfly.retry.max-attempts=3",
                        "mayfly.retry.initial-delay=1h",
                        "mayfly.retry.max-delay=4h",
                        "mayfly.retry.multiplier=2",
                        "mayfly.retry.jitter=0")
                .withUserConfiguration(Charges.class);
    }

    private static void await(JobHandle<?> job, JobState state) {
        Conditions.await(() -> job.state() == state);
    }

    @Test
    void aJobIsShownWithTheReasonAndTheAttemptsBeforeIt() {
        endpoint()
                .run(context -> {
                    JobHandle<?> job = context.getBean(Mayfly.class).submit("charge", "tea");
                    await(job, JobState.AWAITING_RETRY);
                    JobsEndpoint endpoint = context.getBean(JobsEndpoint.class);
                    JobReport report = Objects.requireNonNull(endpoint.job(job.id().value()));
                    assertThat(report.name()).isEqualTo("charge");
                    assertThat(report.state()).isEqualTo("AWAITING_RETRY");
                    assertThat(report.failures()).isEqualTo(1);
                    assertThat(report.explanation().kind()).isEqualTo(Explanation.Kind.STATE);
                    var next = report.nextAttempts().attempts();
                    assertThat(next).hasSize(2);
                    assertThat(Duration.between(next.getFirst().latest(), next.get(1).latest()))
                            .isEqualTo(Duration.ofHours(2));
                    assertThat(endpoint.job("nobody")).isNull();
                });
    }

    @Test
    void aJobIsCancelledRetriedAndRetriedFromTheStart() {
        endpoint()
                .withPropertyValues("mayfly.retry.max-attempts=1")
                .run(context -> {
                    Charges charges = context.getBean(Charges.class);
                    JobHandle<?> job = context.getBean(Mayfly.class).submit("charge", "tea");
                    await(job, JobState.FAILED);
                    JobsEndpoint endpoint = context.getBean(JobsEndpoint.class);
                    String id = job.id().value();
                    assertThat(change(endpoint, id, "cancel").changed()).isFalse();
                    assertThat(change(endpoint, id, "retry").changed()).isTrue();
                    failedAgain(context.getBean(Jobs.class), 2);
                    assertThat(charges.charged).as("its step is kept").hasValue(1);
                    assertThat(change(endpoint, id, "retry-from-the-start").changed()).isTrue();
                    failedAgain(context.getBean(Jobs.class), 3);
                    assertThat(charges.charged).as("its step ran again").hasValue(2);
                });
    }

    @Component("waits")
    static class Waits {
        final CountDownLatch over = new CountDownLatch(1);

        @MayflyJob(name = "wait")
        void standsStill() throws InterruptedException {
            over.await();
        }
    }

    @Test
    void whereAJobStandsIsAPartOfItWhileItRunsHere() {
        endpoint()
                .withUserConfiguration(Waits.class)
                .run(context -> {
                    JobHandle<?> job = context.getBean(Mayfly.class).submit("wait", null);
                    JobsEndpoint endpoint = context.getBean(JobsEndpoint.class);
                    String id = job.id().value();
                    Conditions.await(() -> frames(endpoint, id).contains("standsStill("));
                    StackReport report = Objects.requireNonNull(endpoint.stack(id, "stack"));
                    assertThat(report.reason()).startsWith("runs on engine ");
                    assertThat(report.frames().getFirst()).contains("CountDownLatch.await(");
                    assertThat(report.omitted()).isZero();
                    assertThatThrownBy(() -> endpoint.stack(id, "heap"))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("no part \"heap\" but stack");
                    context.getBean(Waits.class).over.countDown();
                    await(job, JobState.SUCCEEDED);
                    Conditions.await(() -> endpoint.stack(id, "stack") == null);
                    assertThat(endpoint.stack("nobody", "stack")).isNull();
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import(Waits.class)
    static class Application {}

    @Test
    void whereAJobStandsHasAnAddress() throws Exception {
        try (ConfigurableApplicationContext context =
                        new SpringApplicationBuilder(Application.class)
                                .web(WebApplicationType.REACTIVE)
                                .properties(
                                        "server.port=0",
                                        "server.address=127.0.0.1",
                                        "management.endpoints.web.exposure.include=mayflyjobs")
                                .run();
                HttpClient client = HttpClient.newHttpClient()) {
            String id = context.getBean(Mayfly.class).submit("wait", null).id().value();
            JobsEndpoint endpoint = context.getBean(JobsEndpoint.class);
            Conditions.await(() -> frames(endpoint, id).contains("standsStill("));
            String base =
                    "http://127.0.0.1:"
                            + context.getEnvironment().getProperty("local.server.port")
                            + "/actuator/mayflyjobs/";
            assertThat(get(client, base + id + "/stack").body())
                    .startsWith("{\"id\":\"" + id + "\",\"reason\":\"runs on engine ")
                    .contains("JobsEndpointTests$Waits.standsStill(JobsEndpointTests.java:");
            assertThat(get(client, base + id).statusCode()).isEqualTo(200);
            assertThat(get(client, base + id + "/heap").statusCode()).isEqualTo(400);
            assertThat(get(client, base + "nobody/stack").statusCode()).isEqualTo(404);
            context.getBean(Waits.class).over.countDown();
        }
    }

    private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String frames(JobsEndpoint endpoint, String id) {
        StackReport report = endpoint.stack(id, "stack");
        return report == null ? "" : String.join("\n", report.frames());
    }

    private static void failedAgain(Jobs jobs, long times) {
        Conditions.await(() -> jobs.counters().get("default").entered(JobState.FAILED) == times);
    }

    private static Changed change(JobsEndpoint endpoint, String id, String action) {
        return Objects.requireNonNull(endpoint.change(id, action));
    }

    @Test
    void whatCannotBeDoneIsRefusedWithTheChoice() {
        endpoint()
                .run(context -> {
                    JobHandle<?> job = context.getBean(Mayfly.class).submit("charge", "tea");
                    JobsEndpoint endpoint = context.getBean(JobsEndpoint.class);
                    assertThatThrownBy(() -> endpoint.change(job.id().value(), "burn"))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("cancel, retry and retry-from-the-start");
                    assertThatThrownBy(() -> endpoint.job(" "))
                            .isInstanceOf(InvalidEndpointRequestException.class);
                    assertThat(endpoint.change("nobody", "retry")).isNull();
                });
    }

    @Test
    void itIsNotThereUnlessItIsExposed() {
        endpoint()
                .withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(JobsEndpoint.class));
    }
}
