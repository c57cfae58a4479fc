package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobStepsEndpoint;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import java.security.Principal;
import java.time.Duration;
import java.util.List;

class JobStepsEndpointTests {

    record Receipt(String number, List<String> lines) {}

    record Approval(String by, boolean granted) {}

    @Component("orders")
    static class Orders {
        @MayflyJob(name = "order")
        String order(String order, JobContext job) throws Exception {
            Receipt receipt =
                    job.step("charge", Receipt.class, () -> new Receipt("4711", List.of(order)));
            return job.awaitSignal("approved", Approval.class, Duration.ofDays(3))
                    .map(signal -> receipt.number() + signal.payload())
                    .orElse("nobody has answered");
        }
    }

    private static ApplicationContextRunner endpoint() {
        return Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                EndpointAutoConfiguration.class,
                                MayflyJobStepsAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=jobsteps")
                .withUserConfiguration(Orders.class);
    }

    private static JobHandle<String> waiting(Mayfly mayfly) {
        JobHandle<String> job = mayfly.submit("order", "tea");
        Conditions.await(() -> job.state() == JobState.AWAITING_SIGNAL);
        return job;
    }

    private static boolean approved(JobStepsEndpoint endpoint, String id) {
        String payload = "{\"by\":\"Ada\",\"granted\":true}";
        return endpoint.signal(id, "approved", payload, "Ada", "mail-1", SecurityContext.NONE)
                .accepted();
    }

    @Test
    void stepsAndSignalsAreReadAndASignalIsSent() {
        endpoint()
                .run(context -> {
                    JobHandle<String> job = waiting(context.getBean(Mayfly.class));
                    JobStepsEndpoint endpoint = context.getBean(JobStepsEndpoint.class);
                    var waits = endpoint.steps(job.id().value());
                    assertThat(waits).isNotNull();
                    assertThat(waits.state()).isEqualTo("AWAITING_SIGNAL");
                    assertThat(waits.waitingFor()).isEqualTo("approved");
                    assertThat(waits.until()).isNotNull();
                    assertThat(waits.steps()).hasSize(1);
                    assertThat(waits.steps().getFirst().name()).isEqualTo("charge");
                    assertThat(waits.toString()).doesNotContain("4711", "tea");

                    String id = job.id().value();
                    assertThat(approved(endpoint, id)).isTrue();

                    assertThat(job.await(LIMIT)).contains("4711", "by=Ada", "granted=true");
                    assertThat(approved(endpoint, id)).isFalse();
                    var done = endpoint.steps(id);
                    assertThat(done).isNotNull();
                    assertThat(done.waitingFor()).isNull();
                    assertThat(done.signals())
                            .extracting(JobStepsEndpoint.Signal::taken)
                            .containsExactly(true);
                });
    }

    /** A caller whom Spring Security knows. */
    private record Known(String name) implements SecurityContext {
        @Override
        public Principal getPrincipal() {
            return () -> name;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }
    }

    @Test
    void nobodySendsInTheNameOfSomebodyElse() {
        endpoint()
                .run(context -> {
                    JobHandle<String> job = waiting(context.getBean(Mayfly.class));
                    JobStepsEndpoint endpoint = context.getBean(JobStepsEndpoint.class);
                    String id = job.id().value();
                    var bob = new Known("bob");
                    endpoint.signal(id, "other", "1", "Ada", null, bob);
                    var known = endpoint.steps(id);
                    assertThat(known).isNotNull();
                    assertThat(known.signals())
                            .extracting(JobStepsEndpoint.Signal::sender)
                            .containsExactly("bob");
                });
    }

    @Test
    void aSignalIsSentInCodeWithATypedPayload() {
        endpoint()
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    JobHandle<String> job = waiting(mayfly);
                    mayfly.signal(
                            job.id(),
                            "approved",
                            new Approval("Grace", false),
                            SignalOptions.DEFAULTS.withSender("Grace"));
                    assertThat(job.await(LIMIT)).contains("by=Grace", "granted=false");
                });
    }

    @Test
    void whatIsNotTakenIsRefusedWithTheReason() {
        endpoint()
                .run(context -> {
                    JobStepsEndpoint endpoint = context.getBean(JobStepsEndpoint.class);
                    assertThat(endpoint.steps("nobody")).isNull();
                    assertThatThrownBy(() ->
                                    endpoint.signal(
                                            "nobody",
                                            "approved",
                                            null,
                                            null,
                                            null,
                                            SecurityContext.NONE))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("nobody");
                    JobHandle<String> job = waiting(context.getBean(Mayfly.class));
                    assertThatThrownBy(() ->
                                    endpoint.signal(
                                            job.id().value(),
                                            "approved",
                                            "{",
                                            null,
                                            null,
                                            SecurityContext.NONE))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("approved");
                });
    }

    @Test
    void itIsNotThereUnlessItIsExposed() {
        endpoint()
                .withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(JobStepsEndpoint.class));
    }
}
