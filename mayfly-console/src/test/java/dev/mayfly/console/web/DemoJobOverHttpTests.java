package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;

import java.util.Objects;

/** What an application in which no job was ever submitted offers its reader. */
class DemoJobOverHttpTests {

    private static String page(ConsoleAccessTests.Base host, String path) {
        return Objects.requireNonNull(
                host.client
                        .get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody());
    }

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @SpringBootTest(
            classes = ConsoleTestApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = {
                "spring.main.web-application-type=reactive",
                "spring.application.name=newcomer",
                "mayfly.console.actions=all"
            })
    class Acting extends ConsoleAccessTests.Base {

        @Test
        @Order(1)
        void everyEmptyPageOffersTheDemoJobBesideTheSnippet() {
            for (String path :
                    new String[] {"/mayfly", "/mayfly/jobs", "/mayfly/jobs?queue=default"}) {
                assertThat(page(this, path))
                        .as(path)
                        .contains("Run a demo job", "action=\"/mayfly/demo\"", "@MayflyJob(name");
            }
            assertThat(page(this, "/mayfly/jobs?state=failed")).doesNotContain("Run a demo job");
            assertThat(jobs.registry().names()).doesNotContain("mayfly-demo");
        }

        @Test
        @Order(2)
        void itIsRefusedWithoutTheFormsToken() {
            String[] visit = visit("/mayfly");
            assertThat(post("/mayfly/demo", visit[0], "")).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(jobs.counters()).isEmpty();
        }

        @Test
        @Order(3)
        void itIsSubmittedRecordedAndNotOfferedAgain() {
            String[] visit = visit("/mayfly");
            assertThat(post("/mayfly/demo", visit[0], visit[1])).isEqualTo(HttpStatus.SEE_OTHER);
            JobRecord demo = jobs.query(JobQuery.ALL).jobs().getFirst();
            assertThat(demo.name()).isEqualTo("mayfly-demo");
            assertThat(application.actions)
                    .singleElement()
                    .satisfies(action -> {
                        assertThat(action.verb()).isEqualTo("demo");
                        assertThat(action.target()).isEqualTo(demo.id().value());
                    });
            assertThat(page(this, "/mayfly")).doesNotContain("Run a demo job");
            assertThat(page(this, "/mayfly/jobs?queue=" + "default"))
                    .doesNotContain("Run a demo job");
            jobs.cancel(demo.id());
            Await.until("it ends", () -> jobs.find(demo.id()).orElseThrow().state().isTerminal());
        }
    }

    @Nested
    @SpringBootTest(
            classes = ConsoleTestApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = {
                "spring.main.web-application-type=reactive",
                "spring.application.name=newcomer-read-only"
            })
    class ReadOnly extends ConsoleAccessTests.Base {

        @Test
        void theButtonIsAbsentAndWordsSayWhyAndWhatAllowsIt() {
            assertThat(page(this, "/mayfly/jobs"))
                    .doesNotContain("Run a demo job", "<form method=\"post\"")
                    .contains("A demo job can be run from here once you may act")
                    .contains("mayfly.console.actions=all");
            assertThat(post("/mayfly/demo", "x", "y")).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(jobs.counters()).isEmpty();
        }
    }
}
