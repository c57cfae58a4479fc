package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.lint.Lints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The page of problems as it is sent to a browser, with hostile texts in all of its parts. */
@Timeout(120)
@SpringBootTest(
        classes = {ConsoleTestApplication.class, ProblemPageTests.Rules.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=reactive")
class ProblemPageTests {

    private static final String HOSTILE = ConsoleTestApplication.HOSTILE;

    @LocalServerPort int port;

    @TestConfiguration(proxyBeanMethods = false)
    static class Rules {
        @Bean
        HostileRule hostileRule() {
            return new HostileRule();
        }
    }

    static final class HostileRule implements LintRule {
        volatile boolean wrong = true;

        @Override
        public String name() {
            return "hostile";
        }

        @Override
        public Duration period() {
            return Duration.ofMillis(10);
        }

        @Override
        public Duration linger() {
            return Duration.ZERO;
        }

        @Override
        public List<Finding> look() {
            List<Finding> found = new ArrayList<>();
            if (wrong) {
                Arrays.stream(LintSubject.Type.values())
                        .map(type -> new LintSubject(type, HOSTILE))
                        .map(HostileRule::finding)
                        .forEach(found::add);
            }
            return found;
        }

        private static Finding finding(LintSubject subject) {
            return new Finding(
                    subject,
                    subject.type() == LintSubject.Type.QUEUE
                            ? Finding.Severity.ERROR
                            : Finding.Severity.WARNING,
                    "Sentence " + HOSTILE,
                    "Action " + HOSTILE,
                    Map.of(
                            "label " + HOSTILE,
                            "value " + HOSTILE,
                            "stack",
                            HOSTILE + "\n" + HOSTILE),
                    Duration.ofSeconds(5));
        }
    }

    private String page(String path) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(60))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    @Test
    void whatIsWrongIsShownAsTextAndThenAmongWhatHasGone(
            @Autowired HostileRule rule, @Autowired Lints lints) {
        while (lints.current().size() < LintSubject.Type.values().length) {
            Thread.yield();
        }
        String escaped = "&lt;script&gt;alert(2)&lt;/script&gt;";
        assertThat(page("/mayfly/problems"))
                .contains("<title>Problems · Mayfly</title>", "6 problems")
                .contains("Sentence &quot;&gt;", "Action &quot;&gt;", "label &quot;&gt;", escaped)
                .contains("href=\"/mayfly/problems\" aria-current=\"page\"")
                .contains("data-live=\"/problems\"")
                .doesNotContain("<script>alert", "<img src=x");
        assertThat(page("/mayfly/"))
                .contains("Sentence &quot;&gt;", "the worst 5 of 6 problems")
                .as("errors and warnings are counted alike, on both pages")
                .contains("<h1>6 problems; ")
                .contains("href=\"/mayfly/problems#lint-hostile-")
                .doesNotContain("<script>alert", "<img src=x");

        rule.wrong = false;
        while (!lints.current().isEmpty()) {
            Thread.yield();
        }
        assertThat(page("/mayfly/problems"))
                .contains(
                        "Nothing is wrong",
                        "looks for carrier-hog",
                        "Nothing to mend",
                        "<h2>Gone</h2>",
                        escaped)
                .doesNotContain("<script>alert", "<img src=x");
        assertThat(page("/mayfly/")).doesNotContain("Sentence");
    }
}
