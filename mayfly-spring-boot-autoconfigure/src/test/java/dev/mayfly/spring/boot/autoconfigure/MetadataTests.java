package dev.mayfly.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** What an IDE shows while somebody types. */
class MetadataTests {

    private static Map<String, JsonNode> properties() throws IOException {
        Map<String, JsonNode> properties = new TreeMap<>();
        try (InputStream file =
                MetadataTests.class.getResourceAsStream(
                        "/META-INF/spring-configuration-metadata.json")) {
            JsonNode metadata = JsonMapper.builder().build().readTree(file);
            for (JsonNode property : metadata.get("properties")) {
                properties.put(property.get("name").asString(), property);
            }
        }
        return properties;
    }

    private static String fallback(String key) throws IOException {
        return properties().get(key).get("defaultValue").asString();
    }

    @Test
    void everyKeyIsThereWithADescription() throws IOException {
        assertThat(properties())
                .containsKeys(
                        "mayfly.queues",
                        "mayfly.engines",
                        "mayfly.plugins",
                        "mayfly.defaults.queue",
                        "mayfly.defaults.timeout",
                        "mayfly.defaults.priority",
                        "mayfly.retry.max-attempts",
                        "mayfly.retry.initial-delay",
                        "mayfly.retry.multiplier",
                        "mayfly.retry.max-delay",
                        "mayfly.retry.jitter",
                        "mayfly.shutdown.timeout",
                        "mayfly.agents.enabled",
                        "mayfly.agents.queue",
                        "mayfly.agents.shutdown-timeout",
                        "mayfly.store.type",
                        "mayfly.store.path",
                        "mayfly.store.initialize-schema",
                        "mayfly.store.retention.succeeded.count",
                        "mayfly.store.retention.failed.age",
                        "mayfly.store.retention.cancelled.age",
                        "mayfly.store.writers",
                        "mayfly.store.patience",
                        "mayfly.dump-state-on-shutdown",
                        "mayfly.dump-state-on-signal",
                        "mayfly.node-name")
                .allSatisfy((name, property) ->
                        assertThat(property.get("description").asString()).as(name).isNotBlank());
    }

    @Test
    void defaultsAreThoseThatHold() throws IOException {
        RetryPolicy retry = RetryPolicy.DEFAULT;
        assertThat(Integer.parseInt(fallback("mayfly.retry.max-attempts")))
                .isEqualTo(retry.maxAttempts());
        assertThat(DurationStyle.detectAndParse(fallback("mayfly.retry.initial-delay")))
                .isEqualTo(retry.initialDelay());
        assertThat(Double.parseDouble(fallback("mayfly.retry.multiplier")))
                .isEqualTo(retry.multiplier());
        assertThat(DurationStyle.detectAndParse(fallback("mayfly.retry.max-delay")))
                .isEqualTo(retry.maxDelay());
        assertThat(Double.parseDouble(fallback("mayfly.retry.jitter"))).isEqualTo(retry.jitter());
        assertThat(fallback("mayfly.agents.queue")).isEqualTo(Scheduler.DEFAULT_QUEUE);
        assertThat(DurationStyle.detectAndParse(fallback("mayfly.agents.shutdown-timeout")))
                .isEqualTo(AgentRuntime.DEFAULT_SHUTDOWN_TIMEOUT);
    }
}
