package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Jarwatch ends in the middle of an audit, and is started again where it was. */
class RestartTests {

    private static final Set<String> ENDS = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    /** What a process reports that was ended by signal 9. */
    private static final int KILLED = 128 + 9;

    private final JsonMapper mapper = new JsonMapper();

    @TempDir Path folder;

    private @Nullable JarwatchProcess application;

    private JarwatchProcess start(String... settings) throws IOException {
        application = JarwatchProcess.start(folder, settings);
        return application;
    }

    @AfterEach
    void end() throws InterruptedException {
        if (application != null) {
            application.kill();
        }
    }

    private JsonNode audit(JarwatchProcess jarwatch, String path) {
        return mapper.readTree(jarwatch.get(path));
    }

    private void awaitSomeJars(JarwatchProcess jarwatch, String path) {
        Await.until(
                "some jars are inspected",
                () -> audit(jarwatch, path).at("/report/totals/jars").asInt() > 2);
    }

    private JsonNode awaitEnd(JarwatchProcess jarwatch, String path) {
        Await.until(
                "the audit has ended",
                () -> ENDS.contains(audit(jarwatch, path).at("/state").asString()));
        return audit(jarwatch, path);
    }

    private static void assertComplete(JsonNode audit, int jars) {
        assertThat(audit.at("/state").asString()).as(audit.toString()).isEqualTo("SUCCEEDED");
        assertThat(audit.at("/found").asInt()).isEqualTo(jars);
        assertThat(audit.at("/report/failed")).isEmpty();
        assertThat(audit.at("/report/totals/jars").asInt()).isEqualTo(jars);
    }

    @Test
    void auditGoesOnAfterTheProcessWasKilledAndIsKept() throws Exception {
        int jars = JarwatchProcess.linkJars(folder.resolve("jars"), 16);
        Path oneJar = Files.createDirectory(folder.resolve("one-jar"));
        Files.createSymbolicLink(
                oneJar.resolve("0.jar"), folder.resolve("jars/0.jar").toRealPath());
        JarwatchProcess first = start();
        String earlier = first.audit(oneJar);
        JsonNode ended = awaitEnd(first, earlier);
        assertComplete(ended, 1);
        String path = first.audit(folder.resolve("jars"));
        awaitSomeJars(first, path);
        assertThat(first.kill()).as("ended by SIGKILL, in mid-audit").isEqualTo(KILLED);
        assertThat(folder.resolve("jarwatch-data/jobs.mv.db")).isNotEmptyFile();

        JarwatchProcess second = start();
        assertThat(audit(second, earlier).at("/report"))
                .as("what an earlier audit found")
                .isEqualTo(ended.at("/report"));
        assertThat(audit(second, path).at("/report/totals/jars").asInt())
                .as("what was inspected is known")
                .isGreaterThan(2);
        JsonNode complete = awaitEnd(second, path);
        assertComplete(complete, jars);
        second.kill();

        JarwatchProcess third = start();
        assertThat(audit(third, path).at("/report")).isEqualTo(complete.at("/report"));
        assertThat(third.get("/")).contains(path, earlier);
    }

    @Test
    void auditGoesOnAfterTheProcessWasAskedToEnd() throws Exception {
        int jars = JarwatchProcess.linkJars(folder.resolve("jars"), 16);
        JarwatchProcess first =
                start("--mayfly.shutdown.timeout=1ms", "--mayfly.dump-state-on-shutdown=false");
        String path = first.audit(folder.resolve("jars"));
        awaitSomeJars(first, path);
        first.terminate();

        JarwatchProcess second = start("--mayfly.dump-state-on-shutdown=false");
        assertComplete(awaitEnd(second, path), jars);
        try (Stream<Path> audits = Files.list(folder.resolve("jarwatch-data/audits"))) {
            assertThat(audits).hasSize(1);
        }
    }
}
