package dev.mayfly.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A host whose users sign in with a form and have a session, protected by Spring Security's own
 * tokens: a form of the console carries those beside the console's, and needs both.
 */
class SecurityCsrfTests {
    private static final String PAUSE = "/mayfly/queues/pause?queue=mail";
    private static final Pattern FORM =
            Pattern.compile("(?s)<form[^>]*action=\"/mayfly/queues/pause[^>]*>(.*?)</form>");
    private static final Pattern FIELD =
            Pattern.compile("<input[^>]*?name=\"(_[a-z]+)\"[^>]*?value=\"([^\"]+)\"");

    /** The servers, with all of Spring Security's defaults but for who has to sign in. */
    enum Secured {
        WEBFLUX(WebApplicationType.REACTIVE, OnWebFlux.class),
        SERVLET(WebApplicationType.SERVLET, OnServlets.class);

        private final WebApplicationType type;
        private final Class<?> application;

        Secured(WebApplicationType type, Class<?> application) {
            this.type = type;
            this.application = application;
        }

        ConfigurableApplicationContext start() {
            return new SpringApplicationBuilder(application)
                    .web(type)
                    .properties(
                            "server.port=0",
                            "spring.main.banner-mode=off",
                            "mayfly.shutdown.timeout=1ms",
                            "mayfly.queues.mail.concurrency=1")
                    .run();
        }
    }

    /** A browser, as far as cookies go. */
    private static final class Browser implements AutoCloseable {
        private final Wire wire;
        private final Map<String, String> cookies = new LinkedHashMap<>();

        Browser(int port) {
            wire = new Wire(InetAddress.getLoopbackAddress(), port);
        }

        Wire.Answer get(String path) throws IOException {
            return send("GET", path, "");
        }

        Wire.Answer post(String path, Map<String, String> fields) throws IOException {
            return send(
                    "POST",
                    path,
                    fields.entrySet().stream()
                            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                            .collect(Collectors.joining("&")));
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        private Wire.Answer send(String method, String path, String form) throws IOException {
            Map<String, String> headers = new LinkedHashMap<>(Map.of("Host", "localhost"));
            if (!cookies.isEmpty()) {
                headers.put(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            Wire.Answer answer = wire.send(method, path, headers, form);
            for (String cookie : answer.header("set-cookie").split("\n")) {
                String[] pair = cookie.split(";")[0].split("=", 2);
                if (pair.length == 2) {
                    cookies.put(pair[0], pair[1]);
                }
            }
            return answer;
        }

        void signIn(String user) throws IOException {
            Map<String, String> fields = fields(get("/login").body());
            fields.put("username", user);
            fields.put("password", AccessApplications.PASSWORD);
            Wire.Answer answer = post("/login", fields);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("location")).doesNotContain("error");
        }

        /** The hidden fields of the form that pauses a queue, as the page has them now. */
        Map<String, String> pauseForm() throws IOException {
            Wire.Answer page = get("/mayfly/jobs?queue=mail");
            assertThat(page.status()).isEqualTo(200);
            Matcher form = FORM.matcher(page.body());
            assertThat(form.find()).as("a form to pause the queue").isTrue();
            Map<String, String> fields = fields(form.group(1));
            assertThat(fields).containsOnlyKeys("_csrf", "_mayfly");
            fields.put("reason", "because");
            return fields;
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private static Map<String, String> fields(String html) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(html);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    private static boolean paused(ConfigurableApplicationContext context) {
        return context.getBean(Scheduler.class).snapshot().queues().stream()
                .anyMatch(queue -> queue.name().equals("mail") && queue.paused());
    }

    @ParameterizedTest
    @EnumSource(Secured.class)
    void aFormNeedsTheTokensOfBothAndOfItsOwnSession(Secured host) throws Exception {
        try (ConfigurableApplicationContext context = host.start();
                Browser browser = new Browser(AccessApplications.port(context));
                Browser other = new Browser(AccessApplications.port(context))) {
            assertThat(browser.get("/mayfly").status()).as("signed out").isEqualTo(302);
            browser.signIn("operator");
            other.signIn("operator");
            Map<String, String> form = browser.pauseForm();
            for (String missing : new String[] {"_csrf", "_mayfly"}) {
                Map<String, String> part = new LinkedHashMap<>(form);
                part.remove(missing);
                assertThat(browser.post(PAUSE, part).status()).as("no %s", missing).isEqualTo(403);
                part.put(missing, other.pauseForm().getOrDefault(missing, ""));
                assertThat(browser.post(PAUSE, part).status())
                        .as("another's %s", missing)
                        .isEqualTo(403);
            }
            assertThat(paused(context)).isFalse();

            Wire.Answer done = browser.post(PAUSE, form);
            assertThat(done.status()).as(done.body()).isEqualTo(303);
            assertThat(paused(context)).isTrue();
            assertThat(browser.get(done.header("location")).status()).isEqualTo(200);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableWebFluxSecurity
    static class OnWebFlux {
        @Bean
        PasswordEncoder passwords() {
            return new AccessApplications.Plain();
        }

        @Bean
        MapReactiveUserDetailsService directory() {
            return new MapReactiveUserDetailsService(AccessApplications.users());
        }

        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.authorizeExchange(every -> every.anyExchange().authenticated())
                    .formLogin(withDefaults())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableWebSecurity
    static class OnServlets {
        @Bean
        PasswordEncoder passwords() {
            return new AccessApplications.Plain();
        }

        @Bean
        UserDetailsService directory() {
            return new InMemoryUserDetailsManager(AccessApplications.users());
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(every -> every.anyRequest().authenticated())
                    .formLogin(withDefaults())
                    .build();
        }
    }
}
