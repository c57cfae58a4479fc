package dev.mayfly.store.jdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;

/** Texts of other versions of Mayfly. */
class JsonTests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static RecurringJob job() {
        return RecurringJob.created(
                        "nightly",
                        "audit",
                        Schedule.every(Duration.ofHours(1)),
                        "null",
                        JobOptions.DEFAULTS,
                        RecurringRules.DEFAULT,
                        NOW)
                .fired(NOW, new JobId("first"), NOW.plusSeconds(60), 0)
                .fired(NOW.plusSeconds(60), new JobId("second"), NOW.plusSeconds(120), 0)
                .resumed(new Pause.End("Ada", NOW), NOW.plusSeconds(120));
    }

    private static ObjectNode text() {
        return (ObjectNode) MAPPER.readTree(Json.recurring(job()));
    }

    @Test
    void aRecurringJobComesBackAsItWas() {
        assertThat(Json.recurring(Json.recurring(job()))).isEqualTo(job());
    }

    @Test
    void aTextFromBeforeThereWereManyRunsKnowsTheLast() {
        RecurringJob read = Json.recurring(text().without("recent").without("resumed").toString());
        assertThat(read.recent()).containsExactly(new JobId("second"));
        assertThat(read.lastJob()).isEqualTo(new JobId("second"));
        assertThat(read.resumed()).isNull();
        ObjectNode never = text();
        never.remove("recent");
        never.remove("lastJob");
        assertThat(Json.recurring(never.toString()).recent()).isEmpty();
    }

    @Test
    void anOlderVersionStillFindsTheLastRun() {
        assertThat(text().get("lastJob").asString()).isEqualTo("second");
    }

    @Test
    void whatALaterVersionAddsIsLeftAlone() {
        assertThat(Json.recurring(text().put("later", "x").toString())).isEqualTo(job());
    }
}
