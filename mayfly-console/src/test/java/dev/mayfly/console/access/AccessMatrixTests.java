package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.access.AccessApplications.Host;
import dev.mayfly.console.audit.AuditQuery;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.security.ConsolePolicy;
import dev.mayfly.console.security.CsrfTokens;
import dev.mayfly.jobs.Jobs;

import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who gets what from the console, in both hosts, below a path of the host's and one of its own. */
class AccessMatrixTests {
    private static final String REMOTE = "mayfly.console.remote=authenticated";

    private static List<String> deviations(
            ConfigurableApplicationContext context, List<AccessMatrix.Identity> identities)
            throws Exception {
        Environment environment = context.getEnvironment();
        Jobs jobs = context.getBean(Jobs.class);
        String job = context.getBean(DemoJob.class).submit().orElseThrow().value();
        assertThat(jobs.counters()).isNotEmpty();
        String base =
                environment.getProperty("spring.webflux.base-path", "")
                        + environment.getProperty("server.servlet.context-path", "")
                        + environment.getProperty("mayfly.console.path", "/mayfly");
        return new AccessMatrix(AccessApplications.port(context), base, job).deviations(identities);
    }

    @Test
    void everyPageAndEveryOperationIsInTheMatrix() {
        assertThat(AccessMatrix.unlisted()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void everybodyGetsWhatTheyMayHaveAndNothingElse(Host host) throws Exception {
        try (ConfigurableApplicationContext context =
                host.start(REMOTE, host.basePath + "=/app", "mayfly.console.path=/ops/console")) {
            assertThat(deviations(context, AccessMatrix.identities())).isEmpty();
            assertThat(context.getBean(AuditTrail.class).latest(AuditQuery.ALL, 1_000))
                    .as("refusals are in the audit")
                    .anyMatch(entry ->
                            "This name is not allowed".equals(entry.detail()) && entry.times() > 1)
                    .anyMatch(entry -> entry.actor().equals("viewer"))
                    .anyMatch(entry -> "This page is out of date".equals(entry.detail()));
        }
    }

    /** A box that leads to a refusal only is none; and a row for each comes in both hosts. */
    @ParameterizedTest
    @EnumSource(Host.class)
    void rowsAreTickedByThoseWhoMayActOnThem(Host host) throws Exception {
        try (ConfigurableApplicationContext context = host.start();
                Wire wire =
                        new Wire(
                                InetAddress.getLoopbackAddress(),
                                AccessApplications.port(context))) {
            DemoJob demo = context.getBean(DemoJob.class);
            String first = demo.submit().orElseThrow().value();
            String second = demo.submit().orElseThrow().value();
            for (String user : List.of("viewer", "operator", "admin")) {
                Map<String, String> headers =
                        Map.of("Host", "localhost", "Authorization", AccessMatrix.basic(user));
                String list = wire.send("GET", "/mayfly/jobs", headers, "").body();
                assertThat(list).as(user).contains(first);
                assertThat(list.contains("name=\"job\"")).as(user).isEqualTo(user.equals("admin"));
                assertThat(list.contains("id=\"ticks\"")).as(user).isEqualTo(user.equals("admin"));
                String address = "/mayfly/ticked?verb=cancel&job=" + first + "&job=" + second;
                String question = wire.send("GET", address, headers, "").body();
                assertThat(question).as(user).contains("<dt>Ticked</dt><dd>2 jobs</dd>");
                assertThat(question.contains("action=\"/mayfly/ticked/cancel\""))
                        .as(user)
                        .isEqualTo(user.equals("admin"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void theConsoleCanBeAllThereIs(Host host) throws Exception {
        try (ConfigurableApplicationContext context = host.start("mayfly.console.path=/");
                Wire wire =
                        new Wire(
                                InetAddress.getLoopbackAddress(),
                                AccessApplications.port(context))) {
            Map<String, String> here = Map.of("Host", "localhost");
            Wire.Answer page = wire.send("GET", "/", here, "");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body()).contains("href=\"/jobs\"", "sse-connect=\"/stream?view=%2F\"");
            assertThat(page.header("set-cookie")).contains("Path=/;", "HttpOnly");
            assertThat(wire.send("GET", "/jobs", here, "").status()).isEqualTo(200);
            assertThat(wire.send("TRACE", "/", here, "").status()).isBetween(400, 405);
            String large = "_mayfly=" + "x".repeat(3 << 20);
            Map<String, String> admin =
                    Map.of("Host", "localhost", "Authorization", AccessMatrix.basic("admin"));
            assertThat(wire.send("POST", "/demo", admin, large).status())
                    .as("a form without end")
                    .isBetween(400, 499);
        }
    }

    @Test
    void aPolicyThatForgetsTheHostIsFound() throws Exception {
        ConsolePolicy forgetful =
                new ConsolePolicy(List.of(AccessMatrix.NAME, "evil.example"), true, false, false);
        try (ConfigurableApplicationContext context =
                Host.WEBFLUX.start(planted(forgetful), REMOTE)) {
            assertThat(deviations(context, named("local", "foreign host")))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("foreign host"));
        }
    }

    @Test
    void aPolicyThatForgetsTheRolesIsFound() throws Exception {
        ConsolePolicy forgetful = new ConsolePolicy(List.of(AccessMatrix.NAME), true, false, true);
        try (ConfigurableApplicationContext context =
                Host.WEBFLUX.start(planted(forgetful), REMOTE)) {
            assertThat(deviations(context, named("local", "operator")))
                    .anyMatch(line -> line.startsWith("operator: POST with token /bulk/retry"))
                    .anyMatch(line -> line.startsWith("local: POST with token /demo"))
                    .allMatch(line -> line.contains(": POST with token "));
        }
    }

    @Test
    void aTokenThatIsNotAskedForIsFound() throws Exception {
        ApplicationContextInitializer<GenericApplicationContext> planted =
                context ->
                        context.registerBean(
                                Filter.class,
                                () -> tokenForAll(context.getBeanProvider(CsrfTokens.class)));
        try (ConfigurableApplicationContext context = Host.SERVLET.start(planted, REMOTE)) {
            assertThat(deviations(context, named("operator")))
                    .contains("operator: POST /queues/resume?queue=mail is 303 and has to be 403")
                    .allMatch(line -> line.startsWith("operator: POST /"));
        }
    }

    /**
     * As if the console took any form for its own: each that has no token is given the right one.
     */
    private static Filter tokenForAll(ObjectProvider<CsrfTokens> tokens) {
        return (request, response, chain) ->
                chain.doFilter(
                        new HttpServletRequestWrapper((HttpServletRequest) request) {
                            @Override
                            public Map<String, String[]> getParameterMap() {
                                Map<String, String[]> all = new HashMap<>(super.getParameterMap());
                                String browser =
                                        Stream.of(getCookies())
                                                .filter(each ->
                                                        each.getName().equals("mayfly-console"))
                                                .map(Cookie::getValue)
                                                .findFirst()
                                                .orElse("");
                                all.putIfAbsent(
                                        "_mayfly",
                                        new String[] {tokens.getObject().token(browser)});
                                return all;
                            }
                        },
                        response);
    }

    private static List<AccessMatrix.Identity> named(String... names) {
        return AccessMatrix.identities().stream()
                .filter(identity -> List.of(names).contains(identity.name()))
                .toList();
    }

    private static ApplicationContextInitializer<GenericApplicationContext> planted(
            ConsolePolicy policy) {
        return context -> context.registerBean(ConsolePolicy.class, () -> policy);
    }
}
