package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The console of an application whose store goes and comes back, on both hosts. */
@Timeout(300)
class StoreOutageTests {

    /** A store that can be taken away: what it is for is gone, what it is stays. */
    static final class Cable {
        private static final Set<String> STAY =
                Set.of("info", "runners", "policies", "onMoved", "close", "hashCode", "toString");

        volatile boolean pulled;

        JobStore on(JobStore real) {
            return (JobStore)
                    Proxy.newProxyInstance(
                            JobStore.class.getClassLoader(),
                            new Class<?>[] {JobStore.class},
                            (proxy, method, arguments) -> {
                                if (pulled && !STAY.contains(method.getName())) {
                                    throw new StoreUnavailableException(
                                            "the <b>cable</b> is pulled",
                                            new SQLException("no route to host"));
                                }
                                try {
                                    return method.invoke(real, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(ConsoleTestApplication.class)
    static class Application {
        @Bean
        Cable cable() {
            return new Cable();
        }

        @Bean
        JobStore store(Cable cable) {
            return cable.on(new MemoryJobStore());
        }
    }

    private static final String SAID = "the &lt;b&gt;cable&lt;/b&gt; is pulled";

    /** Pages that need no store. */
    private static final List<String> FREE =
            List.of(
                    "",
                    "/agents",
                    "/tasks",
                    "/tasks/tree",
                    "/tasks/timeline",
                    "/problems",
                    "/audit",
                    "/dumps");

    private static final List<String> ACTIONS =
            List.of(
                    "/mayfly/recurring/run?id=rare",
                    "/mayfly/recurring/pause?id=rare",
                    "/mayfly/jobs/none/cancel",
                    "/mayfly/queues/pause?queue=default",
                    "/mayfly/bulk/cancel",
                    "/mayfly/demo");

    private static ConfigurableApplicationContext start(WebApplicationType host) {
        return new SpringApplicationBuilder(Application.class)
                .web(host)
                .properties(
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "mayfly.shutdown.timeout=1ms",
                        "mayfly.console.actions=all")
                .run();
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static HttpResponse<String> look(
            HttpClient client, ConfigurableApplicationContext context, String path)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + port(context) + "/mayfly" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The lines of a page's stream, as they come. */
    private static Queue<String> follow(
            HttpClient client, ConfigurableApplicationContext context, String page)
            throws Exception {
        String view = URLEncoder.encode(page, StandardCharsets.UTF_8);
        URI stream =
                URI.create("http://localhost:" + port(context) + "/mayfly/stream?view=" + view);
        HttpResponse<InputStream> response =
                client.send(
                        HttpRequest.newBuilder(stream).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Thread.ofVirtual()
                .start(() ->
                        new BufferedReader(
                                        new InputStreamReader(
                                                response.body(), StandardCharsets.UTF_8))
                                .lines()
                                .forEach(lines::add));
        return lines;
    }

    private static boolean came(Queue<String> lines, String part) {
        return lines.stream().anyMatch(line -> line.contains(part));
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"REACTIVE", "SERVLET"})
    void everyPageAnswersWithWhatItCanAndComesBack(WebApplicationType host) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (ConfigurableApplicationContext context = start(host)) {
            Cable cable = context.getBean(Cable.class);
            JobHandle<?> job = context.getBean(Jobs.class).submit("silent", null);
            job.await(Duration.ofSeconds(60));
            String detail = "/jobs/" + job.id();
            List<String> needy =
                    List.of(
                            "/jobs",
                            "/jobs?queue=default",
                            detail,
                            "/recurring",
                            "/bulk?verb=retry");

            cable.pulled = true;

            for (String path : needy) {
                assertGone(path, look(client, context, path));
            }
            for (String path : FREE) {
                assertThat(look(client, context, path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(look(client, context, "").body()).contains(SAID);
            assertThat(look(client, context, "/jobs/a/b").statusCode()).isEqualTo(404);

            cable.pulled = false;
            for (String path : needy) {
                Await.until(path + " is back", () -> status(client, context, path) == 200);
            }
        } finally {
            client.shutdownNow();
        }
    }

    private static void assertGone(String path, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(path).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).as(path).isPresent();
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(answer.body())
                .as(path)
                .contains(SAID, "This was noticed", "comes back by itself")
                .contains("data-comes-back", "sse-connect=\"/mayfly/stream?view=");
    }

    private static int status(
            HttpClient client, ConfigurableApplicationContext context, String path) {
        try {
            return look(client, context, path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"REACTIVE", "SERVLET"})
    void aStreamOutlastsTheStoreAndSaysSo(WebApplicationType host) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (ConfigurableApplicationContext context = start(host)) {
            Cable cable = context.getBean(Cable.class);
            Jobs jobs = context.getBean(Jobs.class);
            var before = jobs.submit("silent", null).id();
            Queue<String> list = follow(client, context, "/jobs");
            Await.until("the list is there", () -> came(list, before.value()));

            cable.pulled = true;
            Await.until("it says so", () -> came(list, SAID));
            Queue<String> opened = follow(client, context, "/jobs/" + before);
            Await.until("one that is opened now says so", () -> came(opened, SAID));
            list.clear();
            opened.clear();

            cable.pulled = false;
            Await.until("the note is hidden", () -> came(list, "hidden=\"hidden\""));
            Await.until("all of it is sent", () -> came(list, before.value()));
            Await.until("the page is opened late", () -> came(opened, "id=\"facts\""));
            var after = jobs.submit("silent", null).id();
            Await.until("it goes on", () -> came(list, after.value()));
        } finally {
            client.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"REACTIVE", "SERVLET"})
    void anActionIsRefusedAndChangesNothing(WebApplicationType host) {
        try (ConfigurableApplicationContext context = start(host)) {
            Cable cable = context.getBean(Cable.class);
            Jobs jobs = context.getBean(Jobs.class);
            jobs.recurring()
                    .schedule(
                            "rare",
                            "silent",
                            Schedule.every(Duration.ofDays(9)),
                            null,
                            JobOptions.DEFAULTS);
            FormClient reader = new FormClient(port(context));
            reader.page("/mayfly/recurring");

            cable.pulled = true;
            for (String path : ACTIONS) {
                FormClient.Answer answer = reader.post(path, Map.of("reason", "why"));
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.html())
                        .as(path)
                        .contains("Nothing was changed: " + SAID)
                        .doesNotContain("data-comes-back");
            }
            assertThat(reader.page("/mayfly/audit?action=run-recurring")).contains(SAID);
            assertThat(reader.post("/mayfly/dumps/none/close", Map.of()).status()).isEqualTo(404);

            cable.pulled = false;
            Await.until(
                    "actions are back",
                    () -> reader.post("/mayfly/recurring/run?id=rare", Map.of()).status() == 303);
            assertThat(jobs.recurring().find("rare").orElseThrow().runs()).isEqualTo(1);
            assertThat(jobs.recurring().find("rare").orElseThrow().isPaused()).isFalse();
        }
    }
}
