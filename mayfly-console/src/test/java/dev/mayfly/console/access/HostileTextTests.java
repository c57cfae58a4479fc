package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.console.access.AccessApplications.Host;
import dev.mayfly.console.filter.Conditions;
import dev.mayfly.console.filter.FilterReader;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TickedJobs;
import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.test.Await;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Text of others stands on every page in every field that there is, in both the page and its live
 * stream, and is never anything but text: no element and no attribute comes out of it.
 */
class HostileTextTests {
    /** Without blanks, so that it can be a name, too. */
    private static final String NAME =
            "\"'><xss-mark/onxss=1/href=javascript:x()></xss-mark><script>xss()</script>${7919*7907}";

    /** As a label's name it has no equals sign, so that it is suggested too. */
    private static final String LABEL = "\"'><xss-mark></xss-mark>";

    /** A carriage return would begin a line of its own in an event stream. */
    private static final String TEXT =
            NAME + "\r\r\nevent: xss\rdata: <xss-mark>\r\r [[${7919*7907}]]";

    private static final Set<String> RUN = Set.of("script", "iframe", "object", "embed", "base");

    private static ConfigurableApplicationContext context;
    private static JobHandle<?> failed;
    private static JobHandle<?> waiting;
    private static JobHandle<?> done;
    private static JobHandle<?> standing;
    private static String batch = "";
    private static final CountDownLatch OVER = new CountDownLatch(1);

    /** What is found is hostile from label to evidence. */
    private static final class HostileRule implements LintRule {
        @Override
        public String name() {
            return "hostile";
        }

        @Override
        public Duration linger() {
            return Duration.ZERO;
        }

        @Override
        public List<Finding> look() {
            return Stream.of(LintSubject.Type.values())
                    .map(type ->
                            new Finding(
                                    new LintSubject(type, NAME),
                                    Finding.Severity.ERROR,
                                    TEXT,
                                    TEXT,
                                    Map.of(TEXT, TEXT, "stack", TEXT + "\n" + TEXT),
                                    Duration.ofSeconds(1)))
                    .toList();
        }
    }

    private static void prepare(GenericApplicationContext host) {
        host.registerBean(
                SchedulerCustomizer.class,
                () -> scheduler -> scheduler.queue(NAME, queue -> queue.concurrency(2)));
        host.registerBean(LintRule.class, HostileRule::new);
        host.registerBean(
                "fails",
                JobDefinition.class,
                () ->
                        JobDefinition.of(
                                NAME,
                                String.class,
                                String.class,
                                (payload, job) -> {
                                    job.log(TEXT);
                                    job.progress(1, 2, TEXT);
                                    job.step(NAME, String.class, () -> TEXT);
                                    throw new IllegalStateException(
                                            TEXT, new IOException(TEXT, new Error(TEXT)));
                                }));
        host.registerBean(
                "waits",
                JobDefinition.class,
                () ->
                        JobDefinition.of(
                                "waits",
                                String.class,
                                String.class,
                                (payload, job) -> {
                                    job.log(TEXT);
                                    return job.awaitSignal(NAME, String.class, Duration.ofHours(1))
                                            .map(signal -> signal.payload() + TEXT)
                                            .orElse(TEXT);
                                }));
        host.registerBean(
                "stands",
                JobDefinition.class,
                () -> JobDefinition.of("stands", String.class, String.class, (x, job) -> stand(x)));
    }

    /** Its stack has a frame of a class with a hostile name and a hostile file. */
    private static String stand(String text) throws Exception {
        try {
            HostileClass.run(
                    text,
                    () -> {
                        while (OVER.getCount() > 0) {
                            LockSupport.park();
                        }
                    });
            return text;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    @BeforeAll
    static void play() throws Exception {
        context =
                Host.WEBFLUX.start(
                        HostileTextTests::prepare,
                        "mayfly.console.actions=all",
                        "mayfly.console.payloads=shown",
                        "mayfly.retry.max-attempts=1",
                        "spring.application.name=" + NAME.replace("${", "$ {"));
        Jobs jobs = context.getBean(Jobs.class);
        JobOptions options =
                JobOptions.DEFAULTS
                        .withQueue(NAME)
                        .withLabel(NAME, TEXT)
                        .withLabel(LABEL, NAME)
                        .withKey(NAME);
        failed = jobs.submit(NAME, TEXT, options);
        waiting = jobs.submit("waits", TEXT, options);
        done = jobs.submit("waits", TEXT, options);
        Await.until("one has failed", () -> failed.state() == JobState.FAILED);
        Await.until("both wait", () -> waiting.state() == JobState.AWAITING_SIGNAL);
        Await.until("both wait", () -> done.state() == JobState.AWAITING_SIGNAL);
        jobs.signalJson(done.id(), NAME, "\"<xss-mark>\"", SignalOptions.DEFAULTS.withSender(NAME));
        Await.until("one is done", () -> done.state() == JobState.SUCCEEDED);
        jobs.signalJson(
                waiting.id(), "other", "\"<xss-mark>\"", SignalOptions.DEFAULTS.withSender(NAME));
        batch = jobs.batch(TEXT, b -> b.add(new JobRequest(NAME, TEXT, options))).id();
        standing = jobs.submit("stands", TEXT);
        Await.until("one stands", () -> standing.state() == JobState.RUNNING);
        pauseAndSpawn(jobs, options);
        refuse();
    }

    private static void pauseAndSpawn(Jobs jobs, JobOptions options) {
        jobs.recurring().schedule(NAME, "waits", Schedule.every(Duration.ofDays(9)), TEXT, options);
        jobs.recurring().pause(NAME, NAME, NAME);
        jobs.recurring()
                .schedule(NAME + 2, "waits", Schedule.every(Duration.ofDays(9)), TEXT, options);
        jobs.recurring().pause(NAME + 2, NAME, NAME);
        jobs.recurring().resume(NAME + 2, NAME);
        jobs.queues().pause(NAME, NAME, NAME);
        AgentBody<String> idle = mailbox -> mailbox.task().awaitSignal("over");
        AgentRef<String> agent =
                context.getBean(AgentRuntime.class)
                        .spawn(AgentSpec.body(() -> idle).named(NAME).capacity(10));
        agent.tell(TEXT);
        context.getBean(Scheduler.class)
                .submit(
                        NAME,
                        TaskOptions.DEFAULTS.withName(NAME),
                        task -> task.awaitSignal("over", Duration.ofHours(1)));
        Lints lints = context.getBean(Lints.class);
        Await.until("it is seen", () -> !lints.current().isEmpty());
    }

    /** The audit has hostile names, paths, addresses and hosts. */
    private static void refuse() throws IOException {
        try (Wire wire =
                new Wire(InetAddress.getLoopbackAddress(), AccessApplications.port(context))) {
            wire.send(
                    "GET",
                    "/mayfly/" + encoded(NAME),
                    Map.of("Host", "evil<xss-mark>", "X-Forwarded-For", NAME),
                    "");
            wire.send(
                    "POST",
                    "/mayfly/queues/pause?queue=" + encoded(NAME),
                    Map.of("Host", "localhost", "Authorization", AccessMatrix.basic("admin")),
                    "");
        }
    }

    @AfterAll
    static void end() {
        OVER.countDown();
        standing.cancel();
        var _ = context.getBean(Scheduler.class).signal("over");
        context.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** All kinds of pages, and some whose address is hostile. */
    static List<PageRequest> pages() {
        PageRequest.JobList all = PageRequest.JobList.ALL;
        return List.of(
                new PageRequest.Overview(),
                all,
                all.withQueue(NAME),
                all.withFilter(FilterReader.read(TEXT)),
                all.withFilter(FilterReader.read("queue:\"nowhere\" " + TEXT)),
                all.withName(TEXT),
                all.withBatch(TEXT),
                all.withBatch(batch),
                all.withAfter(TEXT),
                new PageRequest.Bulk(PageRequest.Bulk.Verb.RETRY, all.withName(TEXT)),
                new PageRequest.Bulk(PageRequest.Bulk.Verb.CANCEL, all.withBatch(batch)),
                new PageRequest.Ticked(
                        PageRequest.Bulk.Verb.RETRY,
                        TickedJobs.of(List.of(failed.id(), done.id())),
                        all.withName(TEXT)),
                new PageRequest.Ticked(PageRequest.Bulk.Verb.RETRY, TickedJobs.read(TEXT), all),
                new PageRequest.JobDetail(failed.id()),
                new PageRequest.JobDetail(waiting.id()),
                new PageRequest.JobDetail(done.id()),
                new PageRequest.JobDetail(standing.id()),
                new PageRequest.Recurring(),
                new PageRequest.Agents(),
                new PageRequest.Tasks(),
                new PageRequest.TaskTree(),
                PageRequest.parse("/tasks/timeline").orElseThrow(),
                new PageRequest.Problems(),
                PageRequest.Audit.ALL,
                new PageRequest.Audit(TEXT, TEXT, TEXT));
    }

    @Test
    void everyKindOfPageIsLookedAt() {
        assertThat(pages().stream().<Class<?>>map(PageRequest::getClass).distinct())
                .containsExactlyInAnyOrder(PageRequest.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageHasItAsTextOnly(PageRequest page) throws Exception {
        String and = page.address().contains("?") ? "&" : "?";
        String hostile = "done=" + encoded(TEXT) + "&count=" + encoded(TEXT);
        Document html = Jsoup.parse(body(page.address() + and + hostile));
        assertThat(fromOthers(html)).isEmpty();
        assertThat(html.text()).as("nothing is computed in it").doesNotContain("62615533");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aLivePageHasItAsTextOnly(PageRequest page) throws Exception {
        if (page instanceof PageRequest.Bulk || page instanceof PageRequest.Ticked) {
            return; // they stand still
        }
        List<String> data = new ArrayList<>();
        for (String line : events(page.address())) {
            if (line.startsWith("data:")) {
                data.add(line.substring("data:".length()));
            } else {
                assertThat(line).isIn("", "event:beat", "event:" + page.address());
            }
        }
        assertThat(fromOthers(Jsoup.parse(String.join("\n", data)))).isEmpty();
    }

    @Test
    void itIsThereAtAll() throws Exception {
        for (String path :
                List.of(
                        "/",
                        "/jobs?queue=" + encoded(NAME),
                        "/jobs?batch=" + batch,
                        "/jobs/" + failed.id(),
                        "/jobs/" + waiting.id(),
                        "/jobs/" + done.id(),
                        "/recurring",
                        "/agents",
                        "/tasks",
                        "/tasks/tree",
                        "/problems",
                        "/audit",
                        "/jobs?name=" + encoded(NAME))) {
            assertThat(Jsoup.parse(body(path)).text()).as(path).contains("<xss-mark");
        }
    }

    @Test
    void itIsThereAsAFrameOfAStack() {
        String address = "/jobs/" + standing.id();
        Await.until("it is seen", () -> standsIn(address).contains(HostileClass.name(NAME)));
        assertThat(standsIn(address))
                .contains("onxss=1", "event: xss")
                .doesNotContain("\r", "\u0000");
    }

    private static String standsIn(String address) {
        try {
            return Jsoup.parse(body(address)).select("#stand").text();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itIsAmongWhatTheFilterSuggests() throws Exception {
        Document html = Jsoup.parse(body("/jobs"));
        assertThat(html.select("#job-conditions option").eachAttr("value"))
                .contains(
                        Conditions.queue(NAME).orElseThrow(), Conditions.name(NAME).orElseThrow());
        assertThat(html.select("#seen-conditions option").eachAttr("value"))
                .contains(Conditions.label(LABEL, NAME).orElseThrow())
                .noneMatch(each -> each.contains("event: xss"));
    }

    @Test
    void anElementThatComesOutOfItWouldBeFound() {
        assertThat(fromOthers(Jsoup.parse("<p title='x'" + NAME + "</p>"))).hasSizeGreaterThan(1);
        assertThat(fromOthers(Jsoup.parse("<a href='javascript:x'>x</a>"))).hasSize(1);
        assertThat(fromOthers(Jsoup.parse("<a onclick='x()'>x</a>"))).hasSize(1);
        assertThat(fromOthers(Jsoup.parse("<template><b><xss-mark></b></template>"))).hasSize(1);
    }

    /** Elements and attributes that the console never writes. */
    private static List<String> fromOthers(Document html) {
        List<String> found = new ArrayList<>();
        for (Element element : html.getAllElements()) {
            String tag = element.tagName();
            boolean own =
                    tag.equals("script")
                            && element.attr("src").startsWith("/mayfly/assets/")
                            && element.data().isEmpty();
            if (tag.startsWith("xss") || (RUN.contains(tag) && !own)) {
                found.add(element.outerHtml());
            }
            for (Attribute attribute : element.attributes()) {
                String name = attribute.getKey().toLowerCase(Locale.ROOT);
                String value = attribute.getValue().strip().toLowerCase(Locale.ROOT);
                if (name.startsWith("on")
                        || name.contains("xss")
                        || name.equals("style")
                        || name.equals("srcdoc")
                        || value.startsWith("javascript:")) {
                    found.add(tag + " " + attribute);
                }
            }
        }
        return found;
    }

    private static URI address(String path) {
        return URI.create(
                "http://localhost:" + AccessApplications.port(context) + "/mayfly" + path);
    }

    private static String body(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(address(path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** The lines of a stream up to the end of the page's first event. */
    private static List<String> events(String page) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(address("/stream?view=" + encoded(page)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            List<String> lines = new ArrayList<>();
            try (var reader =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                boolean seen = false;
                for (String line = reader.readLine();
                        line != null && !(seen && line.isEmpty());
                        line = reader.readLine()) {
                    seen |= line.equals("event:" + page);
                    lines.add(line);
                }
            }
            return lines;
        } finally {
            client.shutdownNow();
        }
    }
}
