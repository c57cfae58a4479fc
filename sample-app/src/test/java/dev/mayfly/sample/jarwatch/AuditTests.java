package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.sample.jarwatch.inspect.TestJar;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

class AuditTests extends RunningJarwatch {

    @Test
    void auditsAFolderToItsEndWithTheRightFigures() throws Exception {
        fillFolder();

        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        client().get()
                .uri(audit)
                .accept(MediaType.APPLICATION_JSON)
                .exchange()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("SUCCEEDED")
                .jsonPath("$.found")
                .isEqualTo(5)
                .jsonPath("$.report.totals.jars")
                .isEqualTo(5)
                .jsonPath("$.report.totals.classes")
                .isEqualTo(7)
                .jsonPath("$.report.jarsByRequiredJava['8']")
                .isEqualTo(4)
                .jsonPath("$.report.jarsByRequiredJava['17']")
                .isEqualTo(1)
                .jsonPath("$.report.breaking.length()")
                .isEqualTo(3)
                .jsonPath("$.report.breaking[0].evidence[0].use.api")
                .isEqualTo("java.lang.Thread.suspend()")
                .jsonPath("$.report.duplicates[0].artifacts")
                .isEqualTo(List.of("a", "b"))
                .jsonPath("$.report.identical[0].files.length()")
                .isEqualTo(2)
                .jsonPath("$.report.failed.length()")
                .isEqualTo(0);
        assertThat(job(idOf(audit)).progress().done()).isEqualTo(5);
        assertThat(job(idOf(audit)).result()).contains("\"jars\":5", "\"breaking\":3");
        assertThat(page(audit))
                .contains("1 jar breaks on Java", "2 will on a newer one")
                .contains("java.lang.Thread.suspend()", "removed in JDK 23", "in 1 class, d.D")
                .contains("shared.S");
    }

    @Test
    void theTallyCountsTheJarsThatUseAnEndangeredApi() throws Exception {
        TestJar compacting =
                new TestJar()
                        .calling(
                                "e.E",
                                e -> TestJar.invoke(e, "java.lang.Thread", "countStackFrames"));
        Path first = compacting.write(folder.resolve("e-1.0.jar"));
        Files.copy(first, folder.resolve("e-2.0.jar"));

        awaitState(idOf(audit(folder)), JobState.SUCCEEDED);

        client().get()
                .uri("/apis")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.apis[?(@.api == 'java.lang.Thread.countStackFrames()')].jars")
                .isEqualTo(2);
    }

    private void fillFolder() throws IOException {
        new TestJar().type("a.A", 8).type("shared.S", 8).write(folder.resolve("a-1.0.jar"));
        new TestJar().type("b.B", 17).type("shared.S", 11).write(folder.resolve("sub/b-1.0.jar"));
        TestJar stopping =
                new TestJar().calling("c.C", c -> TestJar.invoke(c, "java.lang.Thread", "stop"));
        Path original = stopping.write(folder.resolve("c-1.0.jar"));
        Files.copy(original, folder.resolve("c-2.0.jar"));
        new TestJar()
                .calling("d.D", c -> TestJar.invoke(c, "java.lang.Thread", "suspend"))
                .write(folder.resolve("d-1.0.jar"));
    }

    @Test
    void aCorruptJarFailsIsTriedAgainAndStaysVisible() throws Exception {
        Path corrupt = Files.writeString(folder.resolve("corrupt.jar"), "this is no jar at all");
        new TestJar().type("a.A", 8).write(folder.resolve("a-1.0.jar"));

        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        List<JobRecord> failed =
                jobs.query(
                                JobQuery.ALL
                                        .withName("inspect-jar")
                                        .withStates(Set.of(JobState.FAILED))
                                        .withText(corrupt.toString()))
                        .jobs();
        assertThat(failed)
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.attempts()).isEqualTo(2);
                    assertThat(job.error()).isNotNull();
                    assertThat(job.error().message())
                            .startsWith(corrupt + " is corrupt: not a sound zip file:");
                });
        assertThat(page(audit))
                .contains("Could not be inspected")
                .contains(corrupt + " is corrupt")
                .contains("2 attempts")
                .contains("/mayfly/jobs/" + failed.getFirst().id().value());
    }

    @Test
    void showsHowFarItIsAndThenAsksForTheWholePage() throws Exception {
        new TestJar().type("a.A", 8).write(folder.resolve("a-1.0.jar"));
        scheduler.pause("inspect");
        String audit = audit(folder);
        try {
            awaitState(idOf(audit), JobState.RUNNING);
            Await.until("the jar is found", () -> job(idOf(audit)).progress().total() == 1);
            assertThat(page(audit + "/live"))
                    .contains("Inspecting 1 jar", "0 of 1", "hx-trigger=\"every 1s\"");
        } finally {
            scheduler.resume("inspect");
        }

        awaitState(idOf(audit), JobState.SUCCEEDED);
        client().get()
                .uri(audit + "/live")
                .exchange()
                .expectHeader()
                .valueEquals("HX-Refresh", "true")
                .expectBody(String.class)
                .value(html -> assertThat(html).doesNotContain("hx-trigger"));
    }

    @Test
    void cancellingAnAuditCancelsItsJobs() throws Exception {
        for (int i = 0; i < 20; i++) {
            new TestJar().type("a.A" + i, 8).write(folder.resolve("a" + i + ".jar"));
        }
        scheduler.pause("inspect");
        try {
            String audit = audit(folder);
            JobId id = idOf(audit);
            Await.until("all are submitted", () -> inspectionsOf(id).size() == 20);

            assertThat(jobs.cancel(id)).isTrue();

            awaitState(id, JobState.CANCELLED);
            Await.until(
                    "its jobs are cancelled",
                    () ->
                            inspectionsOf(id).stream()
                                    .allMatch(job -> job.state() == JobState.CANCELLED));
            assertThat(page(audit)).contains("The audit was cancelled.");
        } finally {
            scheduler.resume("inspect");
        }
    }

    private List<JobRecord> inspectionsOf(JobId audit) {
        return jobs.query(JobQuery.ALL.withName("inspect-jar").withLimit(1000)).jobs().stream()
                .filter(job -> job.envelope().lineage().contains(audit))
                .toList();
    }

    @Test
    void showsOneJarWithAllItsEvidence() throws Exception {
        Path jar =
                new TestJar()
                        .calling("c.C", c -> TestJar.invoke(c, "java.lang.Thread", "stop"))
                        .manifest("Created-By", "a test")
                        .write(folder.resolve("c-1.0.jar"));
        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        String file = URLEncoder.encode(jar.toRealPath().toString(), StandardCharsets.UTF_8);
        assertThat(page(audit + "/jar?file=" + file))
                .contains("will break on a newer one", "java.lang.Thread.stop()", "c.C", "a test");
    }

    @Test
    void showsTheOpinionsOfARuleInASandboxAndOfAProgram() throws Exception {
        Path jar =
                new TestJar()
                        .calling("c.C", c -> TestJar.invoke(c, "java.lang.Thread", "stop"))
                        .calling("c.D", c -> TestJar.invoke(c, "sun.misc.Unsafe", "park"))
                        .write(folder.resolve("c-1.0.jar"));
        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        String file = URLEncoder.encode(jar.toRealPath().toString(), StandardCharsets.UTF_8);
        assertThat(page(audit + "/jar?file=" + file))
                .containsPattern("Risk by the rule</dt><dd>\\d+ of 100")
                .contains("jdeps finds</dt><dd>1 use of internals of the JDK");
        assertThat(scheduler.snapshot().queues())
                .filteredOn(queue -> Set.of("jdeps", "judge").contains(queue.name()))
                .extracting(QueueSnapshot::engine)
                .containsExactlyInAnyOrder("process", "rules");
    }

    @Test
    void aNameFromAJarIsOnlyText() throws Exception {
        new TestJar()
                .calling("c.C", c -> TestJar.invoke(c, "java.lang.Thread", "stop"))
                .write(folder.resolve("<img src=x onerror=alert(1)>.jar"));
        Files.writeString(folder.resolve("<b>\u001b[31m.jar"), "corrupt");
        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        assertThat(page(audit))
                .contains("&lt;img src=x onerror=alert(1)&gt;", "&lt;b&gt;\uFFFD[31m.jar")
                .doesNotContain("<img", "<b>\uFFFD", "\u001b");
    }

    @Test
    void auditsEachNightInADeclaredZone() {
        RecurringJob nightly = jobs.recurring().find("nightly-audit").orElseThrow();

        assertThat(nightly.schedule())
                .isInstanceOfSatisfying(
                        Cron.class,
                        cron -> assertThat(cron.zone()).isEqualTo(ZoneId.of("Europe/Berlin")));
    }
}
