package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateEndpoint;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;

class DumpStateEndpointTests {

    record Secret(String password) {}

    @Component("work")
    static class Work {
        @MayflyJob(name = "keep")
        Secret keep(Secret secret) {
            return secret;
        }

        @MayflyJob(name = "fail", maxAttempts = 2, initialDelay = "1h", maxDelay = "1h")
        void fail(Secret secret) {
            throw new IllegalStateException("cannot log in with " + secret.password());
        }
    }

    private static ApplicationContextRunner endpoint() {
        return Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                EndpointAutoConfiguration.class,
                                MayflyDumpAutoConfiguration.class,
                                MayflyEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=dumpstate")
                .withUserConfiguration(Work.class);
    }

    @Test
    void dumpIsVersionedJsonWithTasksQueuesAndJobs() {
        endpoint()
                .withPropertyValues(
                        "mayfly.node-name=one",
                        "mayfly.queues.mail.concurrency=3",
                        "mayfly.queues.mail.paused=true")
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    mayfly.submit("keep", new Secret("hunter2")).await(LIMIT);
                    mayfly.submit(
                            "keep", new Secret("hunter2"), JobOptions.DEFAULTS.withQueue("mail"));
                    mayfly.submit(
                            "keep",
                            new Secret("hunter2"),
                            JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)));
                    JsonNode dump = json(context.getBean(DumpStateEndpoint.class));
                    assertThat(dump.get("schema").asInt()).isEqualTo(2);
                    assertThat(dump.get("node").asString()).isEqualTo("one");
                    assertThat(dump.get("mode").asString()).isEqualTo(Modes.EXPECTED);
                    assertThat(dump.get("accepting").asBoolean()).isTrue();
                    assertThat(dump.get("store").get("durable").asBoolean()).isFalse();
                    JsonNode mail = dump.get("queues").get(1);
                    assertThat(mail.get("name").asString()).isEqualTo("mail");
                    assertThat(mail.get("concurrency").asInt()).isEqualTo(3);
                    assertThat(mail.get("waiting").asInt()).isEqualTo(1);
                    assertThat(dump.get("tasks").toString())
                            .contains("mayfly-jobs-timekeeper")
                            .contains("\"name\":\"keep\"");
                    assertThat(dump.get("jobs")).hasSize(2);
                    assertThat(dump.get("jobs").toString()).contains("scheduled", "ready");
                    assertThat(dump.get("jobCounts").get("default").get("succeeded").asInt())
                            .isEqualTo(1);
                });
    }

    @Test
    void neitherPayloadsNorResultsNorMessagesOfErrorsAreInIt() {
        endpoint()
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    mayfly.submit("keep", new Secret("hunter2")).await(LIMIT);
                    var fails = mayfly.submit("fail", new Secret("hunter2"));
                    Conditions.await(
                            () -> fails.state() == dev.mayfly.jobs.model.JobState.AWAITING_RETRY);
                    JsonNode dump = json(context.getBean(DumpStateEndpoint.class));
                    assertThat(dump.toString())
                            .doesNotContain("hunter2")
                            .contains("redacted, 22 characters")
                            .contains("java.lang.IllegalStateException");
                });
    }

    private static JsonNode json(DumpStateEndpoint endpoint) {
        StateDump dump = endpoint.dumpState();
        JsonMapper mapper = JsonMapper.builder().build();
        return mapper.readTree(mapper.writeValueAsString(dump));
    }

    @Test
    void endpointIsThereOnlyWhereItIsExposed() {
        endpoint()
                .withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(DumpStateEndpoint.class));
    }

    @Test
    void withoutTheActuatorThereIsNoEndpoint() {
        Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                MayflyDumpAutoConfiguration.class,
                                MayflyEndpointAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).doesNotHaveBean(DumpStateEndpoint.class);
                });
    }

    @Test
    void conditionThatIsNeverMetFailsTheTest() {
        assertThatThrownBy(() -> Conditions.await(() -> false, Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class);
    }
}
