package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.test.Await;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jarwatch as a process of its own, which works in a folder and can be ended by signals. */
final class JarwatchProcess {

    private static final Pattern ADDRESS =
            Pattern.compile("Mayfly console.*: (http://\\S+)/mayfly");

    private final HttpClient browser = HttpClient.newHttpClient();
    private final Path log;
    private final Process process;
    private final URI address;

    private JarwatchProcess(Path log, Process process) {
        this.log = log;
        this.process = process;
        Await.until("Jarwatch has started:\n" + log(), () -> ADDRESS.matcher(log()).find());
        Matcher found = ADDRESS.matcher(log());
        assertThat(found.find()).isTrue();
        this.address = URI.create(found.group(1));
    }

    /** Starts it, with one inspection at a time. */
    static JarwatchProcess start(Path folder, String... settings) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                JarwatchApplication.class.getName(),
                                "--server.port=0",
                                "--mayfly.queues.inspect.concurrency=1"));
        command.addAll(List.of(settings));
        Path log = Files.createTempFile(folder, "jarwatch", ".txt");
        return new JarwatchProcess(
                log,
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    }

    URI at(String path) {
        return address.resolve(path);
    }

    HttpClient browser() {
        return browser;
    }

    /** What a program is answered. */
    String get(String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(at(path)).header("Accept", "application/json").build();
            return browser.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(log(), e);
        }
    }

    /** Starts an audit; returns its path. */
    String audit(Path jars) throws IOException, InterruptedException {
        String json = new JsonMapper().writeValueAsString(Map.of("folder", jars.toString()));
        HttpRequest audit =
                HttpRequest.newBuilder(at("/audits"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
        HttpResponse<String> answer = browser.send(audit, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Jars of this test's class path, by links in a folder; at most so many. */
    static int linkJars(Path folder, int most) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (String entry :
                System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            if (entry.endsWith(".jar") && number < most) {
                Files.createSymbolicLink(folder.resolve(number++ + ".jar"), Path.of(entry));
            }
        }
        assertThat(number).isGreaterThan(10);
        return number;
    }

    /** Asks it to end, and returns what it ended with. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(log()).isTrue();
        return process.exitValue();
    }

    /** Ends it without asking, as kill -9 does; returns what it ended with. */
    int kill() throws InterruptedException {
        return process.destroyForcibly().waitFor();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }
}
