package dev.mayfly.console.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Consumer;

/** Files that are no dumps, or were made to do harm: each is refused with place and reason. */
class HostileDumpTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static byte[] good = {};

    @BeforeAll
    static void takeOne() throws InterruptedException {
        Scheduler scheduler = Scheduler.builder().queue("default").build();
        try (Jobs jobs = Jobs.builder(scheduler).build()) {
            StateDump dump = new StateDumps(scheduler, jobs, AgentReport.NONE, null, null).take();
            good = JSON.writeValueAsBytes(dump);
        } finally {
            var _ = scheduler.shutdown(Duration.ZERO);
        }
    }

    private static byte[] changed(Consumer<ObjectNode> change) {
        ObjectNode dump = (ObjectNode) JSON.readTree(good);
        change.accept(dump);
        return JSON.writeValueAsBytes(dump);
    }

    private static void assertRefused(byte[] json, String... reasons) {
        assertThatThrownBy(() -> DumpReader.read(json))
                .isInstanceOf(DumpException.class)
                .message()
                .contains(reasons)
                .hasSizeLessThan(500);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aGoodOneIsReadAndUnknownFieldsAreIgnored() {
        byte[] more =
                changed(dump -> {
                    dump.put("invented", "later");
                    ((ObjectNode) dump.withArray("queues").get(0)).putObject("new").put("a", 1);
                });
        assertThat(DumpReader.read(more).kernel().queues()).hasSize(1);
    }

    @Test
    void anotherSchemaIsRefusedWithBothVersions() {
        assertRefused(
                changed(dump -> dump.put("schema", 3)), "schema 3", "reads schema 2", "newer");
        assertRefused(changed(dump -> dump.put("schema", 1)), "schema 1", "older");
        assertRefused(text("{\"schemaVersion\":\"1\"}"), "schema 1", "reads schema 2", "older");
        assertRefused(changed(dump -> dump.put("schema", "2")), "schema is no whole number");
        assertRefused(changed(dump -> dump.remove("schema")), "no field \"schema\"");
    }

    @Test
    void whatIsNoDumpIsRefused() {
        assertRefused(text(""), "no JSON object");
        assertRefused(text("[1,2]"), "no JSON object");
        assertRefused(text("%PDF-1.7"), "Line 1, column");
        assertRefused(new byte[] {0, 1, 2, 3}, "");
        assertRefused(text("{}"), "no field \"schema\"");
        assertRefused(text("{\"schema\":2}"), "is missing");
    }

    @Test
    void oneThatIsCutOffAnywhereIsRefused() {
        for (int length = 1; length < good.length; length += 97) {
            assertRefused(Arrays.copyOf(good, length), "");
        }
    }

    @Test
    void deepNestingIsRefused() {
        assertRefused(
                text("{\"schema\":2,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
                "nesting depth (65) exceeds the maximum allowed (64)");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertRefused(new byte[DumpReader.MOST_BYTES + 1], "16777217 bytes");
        assertRefused(
                changed(dump -> dump.put("node", "x".repeat(70_000))), "maximum allowed", "65536");
        byte[] many =
                changed(dump -> {
                    ArrayNode names = dump.putArray("jobNames");
                    for (int i = 0; i < 1_000_001; i++) {
                        names.add("a");
                    }
                });
        assertRefused(many, "1000000");
    }

    @ParameterizedTest
    @CsvSource({
        "queues, true, queues",
        "queues, 7, queues",
        "uptimeMillis, \"soon\", uptimeMillis",
        "uptimeMillis, 1e400, uptimeMillis",
        "uptimeMillis, 99999999999999999999, 'Line 1, column '",
        "rejectedTasks, null, rejectedTasks",
        "takenAt, \"yesterday\", takenAt",
        "takenAt, \"-100000000-01-01T00:00:00Z\", takenAt",
        "takenAt, null, takenAt is missing",
        "tasks, [null], tasks[0] is null",
        "tasks, [{}], tasks[0].",
        "systemCalls, {\"a\":null}, systemCalls.a is null",
        "jobCounts, {\"q\":{\"flying\":1}}, flying",
    })
    void wrongTypesAreRefusedWithTheirPlace(String field, String json, String reason) {
        assertRefused(changed(dump -> dump.set(field, JSON.readTree(json))), reason);
    }

    @Test
    void wrongValuesOfJobsAreRefusedWithTheirPlace() {
        byte[] recurring =
                changed(dump ->
                        dump.set(
                                "recurring",
                                JSON.readTree(
                                        "[{\"id\":\"a\",\"job\":\"a\",\"schedule\":\"x\",\"cron\":\"no\","
                                            + "\"zone\":\"Z\",\"overlap\":\"skip\",\"catchUp\":\"latest\","
                                            + "\"catchUpWindow\":\"P1D\",\"spread\":\"PT0S\",\"runs\":0,"
                                            + "\"skipped\":0,\"missed\":0}]")));
        assertRefused(recurring, "recurring[0]: ", "cron");
    }

    @Test
    void scriptsInEachTextAreOnlyText() {
        String script = "<script>alert(1)</script>";
        byte[] json =
                changed(dump -> {
                    dump.put("node", script);
                    dump.put("application", script);
                    dump.put("mode", script);
                    ((ObjectNode) dump.withArray("queues").get(0)).put("name", script);
                });
        ConsoleSources sources =
                new ConsoleSources(
                        DumpReader.read(json),
                        new AuditTrail(entry -> {}),
                        false,
                        TraceLink.NONE,
                        ZoneOffset.UTC);
        for (String page : new String[] {"/", "/jobs", "/tasks", "/agents", "/recurring"}) {
            assertThat(
                            sources.open(
                                    PageRequest.parse(page).orElseThrow(),
                                    new Links("/mayfly"),
                                    Rights.LOOK))
                    .isPresent();
        }
    }

    @Test
    void theOldestMakeWay() {
        DumpShelf shelf = new DumpShelf();
        String first = shelf.open(good, Instant.EPOCH, "Ada").id();
        for (int i = 1; i < DumpShelf.MOST; i++) {
            shelf.open(good, Instant.EPOCH, "Ada");
        }
        assertThat(shelf.find(first)).isPresent();
        shelf.open(good, Instant.EPOCH, "Ada");
        assertThat(shelf.find(first)).isEmpty();
        assertThat(shelf.all()).hasSize(DumpShelf.MOST);
        assertThatThrownBy(() -> shelf.open(text("no"), Instant.EPOCH, "Eve"))
                .isInstanceOf(DumpException.class);
        assertThat(shelf.all()).hasSize(DumpShelf.MOST);
        byte[] large = Arrays.copyOf(good, DumpReader.MOST_BYTES);
        Arrays.fill(large, good.length, large.length, (byte) ' ');
        shelf.open(large, Instant.EPOCH, "Ada");
        String last = shelf.open(large, Instant.EPOCH, "Ada").id();
        assertThat(shelf.all()).hasSize(2).first().extracting(DumpShelf.Kept::id).isEqualTo(last);
    }

    @Test
    void namesOfTypesAreAsOnTheLivePage() {
        assertThat(DumpAgents.typeName("redacted, com.example.Desk$Order")).isEqualTo("Desk.Order");
        assertThat(DumpAgents.typeName("redacted, com.example.Desk$1")).isEqualTo("Desk$1");
        assertThat(DumpAgents.typeName("redacted, Plain")).isEqualTo("Plain");
    }
}
