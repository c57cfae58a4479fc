package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.sample.jarwatch.audit.AuditTargets;
import dev.mayfly.sample.jarwatch.audit.LocalMavenRepository;
import dev.mayfly.sample.jarwatch.inspect.TestJar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

@Import(HttpTests.NoRepository.class)
class HttpTests extends RunningJarwatch {

    @TempDir static Path home;

    /** A machine without a Maven repository, whose class path is one jar. */
    @TestConfiguration
    static class NoRepository {

        @Bean
        @Primary
        AuditTargets noRepository() {
            Path library = new TestJar().type("a.A", 8).write(home.resolve("library.jar"));
            Map<String, String> nothing = Map.of();
            return new AuditTargets(
                    new LocalMavenRepository(home, nothing::get, nothing::get),
                    home,
                    library.toString());
        }
    }

    @Test
    void refusesAFolderThatIsNotThereAsAProblemDetail() {
        client().post()
                .uri("/audits")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("folder", "/not/there"))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(400)
                .jsonPath("$.title")
                .isEqualTo("The folder cannot be audited")
                .jsonPath("$.folder")
                .isEqualTo("/not/there")
                .jsonPath("$.detail")
                .value(
                        String.class,
                        detail ->
                                assertThat(detail)
                                        .startsWith("The folder \"/not/there\" does not exist.")
                                        .contains("Give the path of an existing folder"));
    }

    @Test
    void refusesAFileThatIsNoFolder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        postForm(file.toString())
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(
                        String.class,
                        detail -> assertThat(detail).contains("is a file, not a folder"));
    }

    @Test
    void sendsABrowsersFormBackWithWhatIsWrong() {
        client().post()
                .uri("/audits")
                .accept(MediaType.TEXT_HTML)
                .body(BodyInserters.fromFormData("folder", "/not/<there>"))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_HTML)
                .expectBody(String.class)
                .value(page ->
                        assertThat(page)
                                .contains("role=\"alert\"")
                                .contains("/not/&lt;there&gt;&quot; does not exist.")
                                .contains("value=\"/not/&lt;there&gt;\""));
    }

    @Test
    void takesAFormAndSendsABrowserToTheAudit() throws Exception {
        new TestJar().type("a.A", 8).write(folder.resolve("a.jar"));

        postForm(folder.toString())
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueMatches("Location", "/audits/[0-9a-f-]{36}");
        client().post()
                .uri("/audits")
                .accept(MediaType.TEXT_HTML)
                .body(BodyInserters.fromFormData("folder", folder.toString()))
                .exchange()
                .expectStatus()
                .isSeeOther()
                .expectHeader()
                .valueMatches("Location", "/audits/[0-9a-f-]{36}");
    }

    @Test
    void auditsTheClassPathWhereThereIsNoRepositoryAndNoFolderIsNamed() {
        String location =
                client().post()
                        .uri("/audits")
                        .exchange()
                        .expectStatus()
                        .isAccepted()
                        .expectBody()
                        .jsonPath("$.target")
                        .isEqualTo("the running class path")
                        .returnResult()
                        .getResponseHeaders()
                        .getLocation()
                        .toString();

        awaitState(idOf(location), JobState.SUCCEEDED);
        assertThat(page(location)).contains("Nothing here breaks on a newer Java");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"fodler": "/x"} | fodler
                    {oops            | Unexpected character
                    []               | Cannot deserialize
                    """)
    void saysWhatABodyShouldLookLike(String body, String why) {
        client().post()
                .uri("/audits")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .value(
                        String.class,
                        detail ->
                                assertThat(detail)
                                        .contains(why)
                                        .contains("Send {\"folder\": \"/path/to/jars\"}"));
    }

    @Test
    void saysThatAnAuditOrAJarIsNotThere() throws Exception {
        client().get()
                .uri("/audits/none")
                .accept(MediaType.APPLICATION_JSON)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.detail")
                .value(
                        String.class,
                        detail -> assertThat(detail).contains("There is no audit none."));
        client().get()
                .uri(audit(folder) + "/jar?file=none.jar")
                .accept(MediaType.TEXT_HTML)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody(String.class)
                .value(page -> assertThat(page).contains("has inspected no jar none.jar"));
    }

    @Test
    void saysThatAFolderHoldsNoJar() throws Exception {
        String audit = audit(folder);

        awaitState(idOf(audit), JobState.SUCCEEDED);
        assertThat(page(audit)).contains("There is no jar in " + folder.toRealPath());
    }

    @Test
    void teachesOnItsFrontPage() {
        assertThat(page("/"))
                .contains("Leave it empty to audit", "the running class path")
                .contains("<button class=\"button primary\" type=\"submit\">Audit</button>");
    }

    @Test
    void carriesNoInlineScriptOrStyleAndForbidsThem() throws Exception {
        new TestJar().type("a.A", 8).write(folder.resolve("a.jar"));
        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        for (String path : new String[] {"/", audit}) {
            assertThat(page(path)).doesNotContain("style=", "<style", "<script>", "onclick");
        }
        client().get()
                .uri("/")
                .exchange()
                .expectHeader()
                .value(
                        "Content-Security-Policy",
                        policy ->
                                assertThat(policy)
                                        .startsWith("default-src 'none'; script-src 'self'")
                                        .doesNotContain("unsafe"));
    }

    @Test
    void wearsTheConsolesClothes() {
        for (String asset :
                new String[] {
                    "/assets/mayfly/mayfly.css",
                    "/assets/mayfly/icons.svg",
                    "/assets/mayfly/vendor/htmx.min.js",
                    "/assets/jarwatch.css",
                    "/assets/jarwatch.js"
                }) {
            client().get().uri(asset).exchange().expectStatus().isOk();
        }
    }

    @Test
    void keepsOtherWebSitesOut() {
        client().get()
                .uri("/")
                .header("Host", "rebound.example:" + port)
                .exchange()
                .expectStatus()
                .isForbidden()
                .expectBody(String.class)
                .value(why -> assertThat(why).contains("jarwatch.allowed-hosts"));
        client().post()
                .uri("/audits")
                .header("Origin", "http://evil.example")
                .exchange()
                .expectStatus()
                .isForbidden();
        client().post()
                .uri("/audits")
                .header("Origin", "http://localhost:" + port)
                .exchange()
                .expectStatus()
                .isAccepted();
    }

    @Test
    void hasConsoleHealthMetricsAndState() {
        assertThat(page("/mayfly/")).contains("inspect");
        for (String endpoint : new String[] {"health", "prometheus", "dumpstate"}) {
            client().get().uri("/actuator/" + endpoint).exchange().expectStatus().isOk();
        }
    }

    private WebTestClient.ResponseSpec postForm(String path) {
        return client().post()
                .uri("/audits")
                .body(BodyInserters.fromFormData("folder", path))
                .exchange();
    }
}
