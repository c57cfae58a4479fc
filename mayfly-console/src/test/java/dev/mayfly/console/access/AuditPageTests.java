package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.access.AccessApplications.Host;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who did what is on a page, in the host's audit, and in the words of each role. */
class AuditPageTests {
    private static final Pattern TOKEN = Pattern.compile("name=\"_mayfly\" value=\"([^\"]+)\"");

    private static Wire.Answer get(Wire wire, String user, String path) throws IOException {
        return wire.send("GET", "/mayfly" + path, headers(user, ""), "");
    }

    private static Map<String, String> headers(String user, String cookie) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "localhost");
        headers.put("Authorization", AccessMatrix.basic(user));
        headers.put("Cookie", "mayfly-console=" + cookie);
        return headers;
    }

    private static int post(Wire wire, String user, String path, String fields) throws IOException {
        Wire.Answer page = get(wire, "admin", "/jobs?queue=mail");
        Matcher token = TOKEN.matcher(page.body());
        assertThat(token.find()).isTrue();
        String cookie =
                page.header("set-cookie").replaceFirst("(?s)^.*mayfly-console=([^;]*);.*$", "$1");
        return wire.send(
                        "POST",
                        "/mayfly" + path,
                        headers(user, cookie),
                        "_mayfly=" + token.group(1) + fields)
                .status();
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void whatWasDoneRefusedAndFailedIsOnThePageAndInTheHostsAudit(Host host) throws Exception {
        List<AuditEvent> events = new CopyOnWriteArrayList<>();
        ApplicationListener<AuditApplicationEvent> sink =
                event -> events.add(event.getAuditEvent());
        try (ConfigurableApplicationContext context =
                        host.start(started -> started.addApplicationListener(sink));
                Wire wire =
                        new Wire(
                                InetAddress.getLoopbackAddress(),
                                AccessApplications.port(context))) {
            String pause = "/queues/pause?queue=mail";
            assertThat(post(wire, "operator", pause, "&reason=no+%3Cpaper%3E")).isEqualTo(303);
            assertThat(post(wire, "operator", "/queues/limit?queue=mail", "&global=1"))
                    .isEqualTo(403);
            assertThat(post(wire, "viewer", pause, "&reason=why")).isEqualTo(403);
            assertThat(post(wire, "admin", "/queues/limit?queue=mail", "&global=many"))
                    .isEqualTo(400);

            assertThat(get(wire, "viewer", "/audit").body())
                    .contains(
                            ">operator<",
                            ">pause<",
                            "because: no &lt;paper&gt;",
                            "href=\"/mayfly/jobs?queue=mail\"",
                            "This takes another role",
                            "This console is read-only",
                            "These limits are not possible",
                            ">Done<",
                            ">Refused<",
                            ">Failed<",
                            "1\u202f000 actions");
            assertThat(get(wire, "viewer", "/audit?actor=OPER&action=pause").body())
                    .contains("because: no")
                    .doesNotContain("This takes another role", ">viewer<", ">admin<");
            assertThat(get(wire, "viewer", "/audit?target=nothing-like-it").body())
                    .contains("No entry is like this", "All entries");
            assertHeard(events);
        }
    }

    private static void assertHeard(List<AuditEvent> events) {
        assertThat(events)
                .anyMatch(event ->
                        event.getPrincipal().equals("operator")
                                && event.getType().equals("MAYFLY_CONSOLE_ACTION")
                                && "done".equals(event.getData().get("outcome"))
                                && "mail".equals(event.getData().get("target")))
                .anyMatch(event ->
                        event.getPrincipal().equals("viewer")
                                && event.getType().equals("MAYFLY_CONSOLE_REFUSED"));
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void thePageOffersWhatTheReaderMayDoAndSaysWhatIsMissing(Host host) throws Exception {
        try (ConfigurableApplicationContext context = host.start();
                Wire wire =
                        new Wire(
                                InetAddress.getLoopbackAddress(),
                                AccessApplications.port(context))) {
            String limits = "action=\"/mayfly/queues/limit?queue=mail\"";
            String pause = "action=\"/mayfly/queues/pause?queue=mail\"";
            assertThat(get(wire, "viewer", "/jobs?queue=mail").body())
                    .contains("Read-only", "MAYFLY_OPERATOR", "href=\"/mayfly/audit\"")
                    .doesNotContain(limits, pause, "_mayfly");
            assertThat(get(wire, "operator", "/jobs?queue=mail").body())
                    .contains(pause, ">Operator<", "MAYFLY_ADMIN", "aria-disabled=\"true\"")
                    .doesNotContain(limits, "Read-only");
            assertThat(get(wire, "admin", "/jobs?queue=mail").body())
                    .contains(pause, limits)
                    .doesNotContain("MAYFLY_", "Read-only", ">Operator<");
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void whereARoleIsNeededToLookNobodyLooksWithout(Host host) throws Exception {
        try (ConfigurableApplicationContext context = host.start("mayfly.console.viewers=role");
                Wire wire =
                        new Wire(
                                InetAddress.getLoopbackAddress(),
                                AccessApplications.port(context))) {
            assertThat(get(wire, "viewer", "/").status()).isEqualTo(200);
            assertThat(get(wire, "norole", "/").body()).contains("You need a role to look");
            Wire.Answer nobody = wire.send("GET", "/mayfly", Map.of("Host", "localhost"), "");
            assertThat(nobody.status()).isEqualTo(403);
            assertThat(nobody.body()).contains("Sign in first", "mayfly.console.viewers=all");
        }
    }
}
