package dev.mayfly.guide.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import shop.ShopApplication;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The first page, from the first order to the job that is still there after a restart. */
class GettingStartedTests {

    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    @TempDir private Path folder;

    /** Who submits: a thread of the event loop must not wait for a disk. */
    static final class Submitters implements JobInterceptor {

        private final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public <R extends @Nullable Object> R aroundSubmit(
                List<JobRecord> jobs, Supplier<R> submission) {
            threads.add(Thread.currentThread());
            return submission.get();
        }
    }

    @Test
    void anOrderIsBilledAndTheConsoleShowsIt() throws Exception {
        try (var shop = start("classpath:guide/start.yaml")) {
            String id = order(shop, "{\"id\": \"17\", \"cents\": 4200}");
            assertThat(job(shop, id).await(Duration.ofSeconds(30))).isEqualTo("INV-17");
            assertThat(get(shop, "/mayfly/jobs/" + id).body()).contains("billed 4200 cents");
            assertThat(shop.getBean(Submitters.class).threads)
                    .isNotEmpty()
                    .allMatch(Thread::isVirtual);
        }
    }

    @Test
    void aJobInAFileIsThereAfterARestart() throws Exception {
        String id;
        try (var shop = start("classpath:guide/start-file.yaml")) {
            id = order(shop, "{\"id\": \"18\", \"cents\": 100}");
            job(shop, id).await(Duration.ofSeconds(30));
        }
        try (var shop = start("classpath:guide/start-file.yaml")) {
            assertThat(job(shop, id).await(Duration.ofSeconds(30))).isEqualTo("INV-18");
        }
    }

    private ConfigurableApplicationContext start(String configuration) {
        return new SpringApplicationBuilder(ShopApplication.class, Submitters.class)
                .run(
                        "--spring.config.location=" + configuration,
                        "--server.port=0",
                        "--mayfly.store.path=" + folder.resolve("jobs"));
    }

    private static JobHandle<?> job(ConfigurableApplicationContext shop, String id) {
        return shop.getBean(Jobs.class).handle(new JobId(id)).orElseThrow();
    }

    private static String order(ConfigurableApplicationContext shop, String json)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(shop, "/orders"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        return BROWSER.send(request, BodyHandlers.ofString()).body();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext shop, String path)
            throws IOException, InterruptedException {
        return BROWSER.send(
                HttpRequest.newBuilder(uri(shop, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(ConfigurableApplicationContext shop, String path) {
        String port = shop.getEnvironment().getRequiredProperty("local.server.port");
        return URI.create("http://localhost:" + port + path);
    }
}
