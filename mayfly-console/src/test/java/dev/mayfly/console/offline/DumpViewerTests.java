package dev.mayfly.console.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.console.dump.DumpException;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A dump is read without an application. */
class DumpViewerTests {
    @TempDir Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private Path dump() throws IOException, InterruptedException {
        Scheduler scheduler = Scheduler.builder().queue("default").build();
        try (Jobs jobs = Jobs.builder(scheduler).node("far").build()) {
            var dump = new StateDumps(scheduler, jobs, AgentReport.NONE, null, "shop").take();
            return Files.write(
                    folder.resolve("mayfly-state.json"),
                    JsonMapper.builder().build().writeValueAsBytes(dump));
        } finally {
            var _ = scheduler.shutdown(Duration.ZERO);
        }
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void everyPageIsShownOnThisMachineOnly() throws Exception {
        try (DumpViewer viewer = DumpViewer.open(dump())) {
            assertThat(viewer.address()).startsWith("http://127.0.0.1:");
            String root = viewer.address().substring(0, viewer.address().indexOf("/dumps"));
            assertThat(get(root + "/").body()).contains("State dump", "shop, node far");
            for (String page : new String[] {"", "jobs", "tasks", "tasks/tree", "tasks/timeline"}) {
                HttpResponse<String> answer = get(viewer.address() + page);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body()).contains("Nothing here is live").doesNotContain("Leave<");
                assertThat(answer.headers().firstValue("Content-Security-Policy"))
                        .hasValueSatisfying(policy -> assertThat(policy).contains("'none'"));
            }
            String style =
                    get(root + "/").body().replaceAll("(?s).*href=\"(/assets/[^\"]*css)\".*", "$1");
            assertThat(get(root + style).headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/css");
            assertThat(get(viewer.address().replace("127.0.0.1", "localhost")).statusCode())
                    .isEqualTo(200);
            assertThat(get(root + "/dumps/0123456789abcdef/").statusCode()).isEqualTo(404);
            assertThat(get(root + "/assets/../dumps").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void foreignNamesAndOtherMethodsAreRefused() throws Exception {
        try (DumpViewer viewer = DumpViewer.open(dump())) {
            HttpRequest post =
                    HttpRequest.newBuilder(URI.create(viewer.address()))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(403);
            assertThat(statusOf(URI.create(viewer.address()), "evil.example")).contains(" 403 ");
        }
    }

    /** As a browser asks after a foreign page has pointed its own name here. */
    private static String statusOf(URI address, String host) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String request =
                    "GET "
                            + address.getPath()
                            + " HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }

    @Test
    void aFileThatIsNoneIsNotShown() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a dump");
        assertThatThrownBy(() -> DumpViewer.open(file))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("Line 1, column");
        assertThatThrownBy(() -> DumpViewer.open(folder.resolve("missing.json")))
                .isInstanceOf(IOException.class);
    }
}
