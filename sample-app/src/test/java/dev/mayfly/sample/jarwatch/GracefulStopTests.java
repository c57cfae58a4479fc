package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** SIGTERM in the middle of an audit, with the console open: a real process, a real signal. */
class GracefulStopTests {

    /** What a process reports that was ended by signal 15. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir private Path folder;
    private JarwatchProcess application;

    @AfterEach
    void end() throws InterruptedException {
        if (application != null) {
            application.kill();
        }
    }

    @Test
    void letsAnAuditDrainReportsAndWritesTheDump() throws Exception {
        start("--mayfly.shutdown.timeout=5m");
        CompletableFuture<HttpResponse<String>> tab = openConsole();
        startAudit();

        terminate();

        JsonNode dump = dump();
        assertThat(dump.at("/shutdown/outcome").asString()).isEqualToIgnoringCase("clean");
        assertThat(dump.at("/shutdown/drained").asInt()).isPositive();
        assertThat(application.log()).contains("Mayfly has stopped, clean");
        assertThat(ended(tab)).as("the console's stream was ended").isTrue();
    }

    @Test
    void cancelsWhatHasNotDrainedInTimeAndSaysSo() throws Exception {
        start("--mayfly.shutdown.timeout=1ms");
        startAudit();

        terminate();

        JsonNode dump = dump();
        assertThat(dump.at("/shutdown/outcome").asString()).isEqualToIgnoringCase("timed_out");
        assertThat(dump.at("/shutdown/cancelled").asInt()).isPositive();
        assertThat(dump.at("/whenStopping")).isNotEmpty();
        assertThat(application.log()).contains("Mayfly has stopped, timed out");
    }

    private void start(String timeout) throws IOException {
        application =
                JarwatchProcess.start(
                        folder,
                        "--mayfly.dump-state-on-shutdown=" + folder.resolve("state.json"),
                        timeout);
    }

    /** Audits the class path of this test, and returns once jars are being inspected. */
    private void startAudit() throws IOException, InterruptedException {
        Path jars = folder.resolve("jars");
        assertThat(JarwatchProcess.linkJars(jars, 1_000)).isGreaterThan(40);
        application.audit(jars);
        Await.until(
                "a jar is being inspected",
                () -> application.get("/actuator/dumpstate").contains("\"inspect-jar\""));
    }

    private CompletableFuture<HttpResponse<String>> openConsole() throws Exception {
        HttpRequest page = HttpRequest.newBuilder(application.at("/mayfly")).build();
        assertThat(application.browser().send(page, HttpResponse.BodyHandlers.ofString()).body())
                .contains("inspect");
        HttpRequest stream =
                HttpRequest.newBuilder(application.at("/mayfly/stream"))
                        .header("Accept", "text/event-stream")
                        .build();
        return application.browser().sendAsync(stream, HttpResponse.BodyHandlers.ofString());
    }

    /** A stream that was cut ends in an exception, one that was ended in an answer. */
    private static boolean ended(CompletableFuture<HttpResponse<String>> tab)
            throws InterruptedException {
        try {
            tab.get(1, TimeUnit.MINUTES);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void terminate() throws InterruptedException {
        assertThat(application.terminate()).isEqualTo(ENDED_BY_SIGTERM);
    }

    private JsonNode dump() {
        return new JsonMapper().readTree(folder.resolve("state.json").toFile());
    }
}
