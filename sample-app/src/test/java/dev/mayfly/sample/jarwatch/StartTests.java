package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    @Test
    void theLastLineEndsWithTheConsolesAddressWhichIsPrintedOnce(
            CapturedOutput output, @TempDir Path data) {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(
                        JarwatchApplication.class,
                        "--server.port=0",
                        "--jarwatch.data=" + data,
                        "--mayfly.dump-state-on-shutdown=false")) {
            String port = context.getEnvironment().getProperty("local.server.port");

            List<String> lines = output.getOut().lines().filter(line -> !line.isBlank()).toList();

            String address = "http://localhost:" + port + "/mayfly";
            assertThat(lines.getLast()).endsWith(address);
            assertThat(lines).filteredOn(line -> line.contains(address)).hasSize(1);
        }
    }

    @Test
    void anAuditAskedForOverHttpIsPartOfTheRequestsTrace(@TempDir Path folder) throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (ConfigurableApplicationContext context =
                        SpringApplication.run(
                                JarwatchApplication.class,
                                "--server.port=0",
                                "--jarwatch.data=" + folder.resolve("data"),
                                "--mayfly.dump-state-on-shutdown=false");
                HttpClient client = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getProperty("local.server.port");
            String json = "{\"folder\": \"" + folder.toString().replace("\\", "\\\\") + "\"}";
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/audits"))
                            .header("Content-Type", "application/json")
                            .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build();
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            String audit = answer.headers().firstValue("Location").orElseThrow();

            JobRecord job =
                    context.getBean(Jobs.class).find(RunningJarwatch.idOf(audit)).orElseThrow();

            assertThat(job.envelope().traceContext().get("traceparent")).contains(trace);
        }
    }
}
