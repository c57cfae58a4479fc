package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.access.AccessApplications.Host;
import dev.mayfly.console.audit.AuditQuery;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The console through nginx, below a path of nginx's, set up with the lines of the guide. */
class ReverseProxyTests {
    private static final Path GUIDE = Path.of("..", "docs", "guide", "security.md");
    private static final Pattern LINES = Pattern.compile("(?s)```nginx\n(.*?)```");
    private static final Pattern TOKEN = Pattern.compile("name=\"_mayfly\" value=\"([^\"]+)\"");
    private static final Pattern ASSET = Pattern.compile("href=\"([^\"]+/mayfly\\.css)\"");
    private static final String BASE = "/ops/tools/mayfly";

    @TempDir private Path folder;

    /** An application, and nginx before it. */
    private final class Scene implements AutoCloseable {
        final ConfigurableApplicationContext context;
        final Nginx nginx;
        final Wire wire;

        Scene(Host host) throws IOException {
            context =
                    host.start(
                            "mayfly.console.remote=authenticated",
                            "server.forward-headers-strategy=framework");
            nginx = Nginx.start(folder, lines(AccessApplications.port(context)));
            wire = new Wire(InetAddress.getByName("127.0.0.1"), nginx.port());
        }

        Map<String, String> headers(String user) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Host", AccessMatrix.NAME + ":" + nginx.port());
            if (!user.isEmpty()) {
                headers.put("Authorization", AccessMatrix.basic(user));
            }
            return headers;
        }

        Wire.Answer get(String path, String user) throws IOException {
            return wire.send("GET", path, headers(user), "");
        }

        @Override
        public void close() throws IOException, InterruptedException {
            wire.close();
            nginx.close();
            context.close();
        }
    }

    private static String lines(int port) throws IOException {
        Matcher block = LINES.matcher(Files.readString(GUIDE));
        assertThat(block.find()).as("the guide's lines for nginx").isTrue();
        String lines = block.group(1);
        assertThat(lines).contains("http://127.0.0.1:8080/", "location " + BASE + " {");
        return lines.replace("127.0.0.1:8080", "127.0.0.1:" + port);
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void aReaderBehindTheProxyIsRemoteAndFindsEverythingBelowItsPath(Host host) throws Exception {
        try (Scene scene = new Scene(host)) {
            assertThat(scene.get(BASE, "").status()).as("nobody in particular").isEqualTo(403);
            Map<String, String> foreign = scene.headers("viewer");
            foreign.put("Host", "evil.example");
            assertThat(scene.wire.send("GET", BASE, foreign, "").status())
                    .as("another name")
                    .isEqualTo(403);

            Wire.Answer page = scene.get(BASE, "viewer");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body())
                    .contains("href=\"" + BASE + "/jobs\"", "sse-connect=\"" + BASE + "/stream?")
                    .doesNotContain("href=\"/mayfly");
            assertThat(page.header("set-cookie")).contains("Path=" + BASE + ";", "HttpOnly");
            Matcher asset = ASSET.matcher(page.body());
            assertThat(asset.find()).as("a style sheet").isTrue();
            assertThat(scene.get(asset.group(1), "viewer").status()).isEqualTo(200);
            assertThat(scene.get(BASE + "/jobs?queue=mail", "viewer").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void aFormIsTakenAndLeadsBackBelowTheProxysPath(Host host) throws Exception {
        try (Scene scene = new Scene(host)) {
            Wire.Answer page = scene.get(BASE + "/jobs?queue=mail", "operator");
            Matcher token = TOKEN.matcher(page.body());
            assertThat(token.find()).as("a form").isTrue();
            Map<String, String> headers = scene.headers("operator");
            headers.put("Cookie", page.header("set-cookie").split(";")[0]);
            headers.put("Origin", "http://" + headers.get("Host"));
            headers.put("Sec-Fetch-Site", "same-origin");
            String path = BASE + "/queues/pause?queue=mail";
            Wire.Answer without = scene.wire.send("POST", path, headers, "reason=x");
            assertThat(without.status()).as("without its token").isEqualTo(403);
            assertThat(paused(scene)).isFalse();

            String form = "reason=x&_mayfly=" + token.group(1);
            Wire.Answer done = scene.wire.send("POST", path, headers, form);
            assertThat(done.status()).isEqualTo(303);
            assertThat(done.header("location")).contains(BASE + "/");
            String next = done.header("location").replaceFirst("^http://[^/]*", "");
            assertThat(scene.get(next, "operator").status()).isEqualTo(200);
            assertThat(paused(scene)).isTrue();
            assertThat(scene.context.getBean(AuditTrail.class).latest(AuditQuery.ALL, 10))
                    .anyMatch(entry -> entry.actor().equals("operator"));
        }
    }

    /** What the guide warns of: what such a proxy hides, only a role can bring back. */
    @ParameterizedTest
    @EnumSource(Host.class)
    void aProxyThatAddsNoHeaderPassesForThisMachineUnlessLookingTakesARole(Host host)
            throws Exception {
        String bare = "location /mayfly { proxy_pass http://127.0.0.1:PORT; ADDED }";
        String line = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";
        assertThat(Files.readString(GUIDE)).contains(line);
        assertThat(statusBehind(host, bare.replace("ADDED", ""))).isEqualTo(200);
        assertThat(statusBehind(host, bare.replace("ADDED", line))).isEqualTo(403);
        assertThat(statusBehind(host, bare.replace("ADDED", ""), "mayfly.console.viewers=role"))
                .isEqualTo(403);
    }

    private int statusBehind(Host host, String server, String... properties) throws Exception {
        try (ConfigurableApplicationContext context = host.start(properties)) {
            String port = Integer.toString(AccessApplications.port(context));
            try (Nginx nginx = Nginx.start(folder, server.replace("PORT", port));
                    Wire wire = new Wire(InetAddress.getByName("127.0.0.1"), nginx.port())) {
                Map<String, String> nobody = Map.of("Host", "jobs.example.org");
                return wire.send("GET", "/mayfly", nobody, "").status();
            }
        }
    }

    private static boolean paused(Scene scene) {
        return scene.context.getBean(Scheduler.class).snapshot().queues().stream()
                .anyMatch(queue -> queue.name().equals("mail") && queue.paused());
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void aChangeComesThroughTheProxyAtOnceInALivePage(Host host) throws Exception {
        try (Scene scene = new Scene(host);
                Socket socket = new Socket("127.0.0.1", scene.nginx.port())) {
            socket.setSoTimeout(60_000);
            var head = new StringBuilder("GET " + BASE + "/stream?view=%2F HTTP/1.1\r\n");
            scene.headers("viewer")
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            socket.getOutputStream()
                    .write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            var lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            awaitLine(lines, "event:/");
            Jobs jobs = scene.context.getBean(Jobs.class);
            jobs.queues().pause("mail", "to see it arrive", "the test");
            awaitLine(lines, "to see it arrive");
        }
    }

    private static void awaitLine(BufferedReader lines, String part) throws IOException {
        String line = lines.readLine();
        while (!line.contains(part)) {
            line = lines.readLine();
            assertThat(line).as("a line with " + part).isNotNull();
        }
    }
}
