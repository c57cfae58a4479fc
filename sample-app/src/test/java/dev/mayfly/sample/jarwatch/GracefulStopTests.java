package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SIGTERM in the middle of an audit, with the console open: a real process, a real signal. */
class GracefulStopTests {

    /** What a process reports that was ended by signal 15. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private static final Pattern ADDRESS =
            Pattern.compile("Mayfly console.*: (http://\\S+)/mayfly");

    @TempDir private Path folder;
    private final HttpClient browser = HttpClient.newHttpClient();
    private Process application;

    @AfterEach
    void end() {
        if (application != null) {
            application.destroyForcibly();
        }
    }

    @Test
    void letsAnAuditDrainReportsAndWritesTheDump() throws Exception {
        URI address = start("--mayfly.shutdown.timeout=5m");
        CompletableFuture<HttpResponse<String>> tab = openConsole(address);
        startAudit(address);

        terminate();

        JsonNode dump = dump();
        assertThat(dump.at("/shutdown/outcome").asString()).isEqualToIgnoringCase("clean");
        assertThat(dump.at("/shutdown/drained").asInt()).isPositive();
        assertThat(log()).contains("Mayfly has stopped, clean");
        assertThat(ended(tab)).as("the console's stream was ended").isTrue();
    }

    @Test
    void cancelsWhatHasNotDrainedInTimeAndSaysSo() throws Exception {
        URI address = start("--mayfly.shutdown.timeout=1ms");
        startAudit(address);

        terminate();

        JsonNode dump = dump();
        assertThat(dump.at("/shutdown/outcome").asString()).isEqualToIgnoringCase("timed_out");
        assertThat(dump.at("/shutdown/cancelled").asInt()).isPositive();
        assertThat(dump.at("/whenStopping")).isNotEmpty();
        assertThat(log()).contains("Mayfly has stopped, timed out");
    }

    private URI start(String timeout) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JarwatchApplication.class.getName(),
                        "--server.port=0",
                        "--mayfly.queues.inspect.concurrency=1",
                        "--mayfly.dump-state-on-shutdown=" + folder.resolve("state.json"),
                        timeout);
        application =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        Await.until("Jarwatch has started:\n" + log(), () -> ADDRESS.matcher(log()).find());
        Matcher address = ADDRESS.matcher(log());
        assertThat(address.find()).isTrue();
        return URI.create(address.group(1));
    }

    /** Audits the class path of this test, and returns once jars are being inspected. */
    private void startAudit(URI address) throws IOException, InterruptedException {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        int number = 0;
        for (String entry : jarsOfThisTest()) {
            Files.createSymbolicLink(jars.resolve(number++ + ".jar"), Path.of(entry));
        }
        HttpRequest audit =
                HttpRequest.newBuilder(address.resolve("/audits"))
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        new JsonMapper()
                                                .writeValueAsString(
                                                        java.util.Map.of(
                                                                "folder", jars.toString()))))
                        .build();
        HttpResponse<String> answer = browser.send(audit, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        URI state = address.resolve("/actuator/dumpstate");
        Await.until("a jar is being inspected", () -> get(state).contains("\"inspect-jar\""));
    }

    private static List<String> jarsOfThisTest() {
        List<String> jars = new ArrayList<>();
        for (String entry :
                System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            if (entry.endsWith(".jar")) {
                jars.add(entry);
            }
        }
        assertThat(jars).hasSizeGreaterThan(40);
        return jars;
    }

    private CompletableFuture<HttpResponse<String>> openConsole(URI address) {
        assertThat(get(address.resolve("/mayfly"))).contains("inspect");
        HttpRequest stream =
                HttpRequest.newBuilder(address.resolve("/mayfly/stream"))
                        .header("Accept", "text/event-stream")
                        .build();
        return browser.sendAsync(stream, HttpResponse.BodyHandlers.ofString());
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

    private String get(URI address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(address).build();
            return browser.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(log(), e);
        }
    }

    private void terminate() throws InterruptedException {
        application.destroy();
        assertThat(application.waitFor(3, TimeUnit.MINUTES)).as(log()).isTrue();
        assertThat(application.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
    }

    private JsonNode dump() {
        return new JsonMapper().readTree(folder.resolve("state.json").toFile());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }
}
