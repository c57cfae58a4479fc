package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditQuery;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.test.Await;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows that are ticked one by one: the form, the question, the answer, and what is refused. */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "mayfly.console.actions=all",
            "mayfly.retry.max-attempts=1",
            "mayfly.queues.mail.concurrency=1"
        })
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class TickedPagesTests extends PageTestBase {
    private static final JobOptions MAIL = JobOptions.DEFAULTS.withQueue("mail");
    private static final JobOptions LATER = MAIL.withDelay(Duration.ofHours(1));

    @Autowired AuditTrail trail;

    private List<JobHandle<?>> failed(int count) {
        List<JobHandle<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(jobs.submit("breaks", "x", MAIL));
        }
        Await.until(
                "all have failed",
                () -> all.stream().allMatch(job -> job.state() == JobState.FAILED));
        return all;
    }

    private JobState state(JobHandle<?> job) {
        return jobs.find(job.id()).orElseThrow().state();
    }

    private static String ids(JobHandle<?>... ticked) {
        return Stream.of(ticked).map(job -> job.id().value()).collect(Collectors.joining("."));
    }

    /** As a browser without scripts sends the form: a field for each ticked row. */
    private static String form(String verb, JobHandle<?>... ticked) {
        return "/mayfly/ticked?queue=mail&state=failed"
                + Stream.of(ticked).map(job -> "&job=" + job.id()).collect(Collectors.joining())
                + "&verb="
                + verb;
    }

    @Test
    void eachRowOfTheListHasABoxAndTheFormTheListsParameters() {
        List<JobHandle<?>> all = failed(2);
        Document list =
                Jsoup.parse(reader.page("/mayfly/jobs?queue=mail&state=failed&q=error%3Aw"));
        assertThat(list.select("#rows input[name=job][form=ticks]").eachAttr("value"))
                .containsExactlyInAnyOrder(all.get(0).id().value(), all.get(1).id().value());
        assertThat(list.select("#rows .c-tick").first().text()).startsWith("Tick breaks ");
        assertThat(list.select("#ticks").attr("action")).isEqualTo("/mayfly/ticked");
        assertThat(list.select("#ticks input[type=hidden]").eachAttr("name"))
                .containsExactly("queue", "state", "q");
        assertThat(list.select("#ticks button[name=verb]").eachAttr("value"))
                .containsExactly("retry", "cancel");
    }

    @Test
    void tickedJobsAreAskedAboutAndRetriedAndNoOthers() {
        List<JobHandle<?>> all = failed(3);
        String question = reader.page(form("retry", all.get(0), all.get(2)));
        assertThat(question)
                .contains(
                        "Retry 2 jobs?",
                        "<dt>Ticked</dt><dd>2 jobs</dd>",
                        "<dt>Looked at</dt><dd><time datetime=",
                        "href=\"/mayfly/jobs?queue=mail&amp;state=failed\"",
                        "action=\"/mayfly/ticked/retry?queue=mail&amp;state=failed\"",
                        "name=\"job\" value=\"" + ids(all.get(0), all.get(2)) + "\"")
                .doesNotContain("Not meant", "sse-connect");

        String after =
                reader.follow(
                        "/mayfly/ticked/retry?queue=mail&state=failed",
                        Map.of("job", ids(all.get(0), all.get(2))));

        assertThat(after).contains("2 jobs are ready again.");
        Await.until(
                "they have failed again",
                () -> jobs.counters().get("mail").entered(JobState.FAILED) == 5);
        assertThat(jobs.find(all.get(1).id()).orElseThrow().attempts()).isEqualTo(1);
        String target = all.get(0).id() + " " + all.get(2).id();
        assertThat(application.actions)
                .extracting(
                        ConsoleAction::verb,
                        ConsoleAction::target,
                        ConsoleAction::reason,
                        ConsoleAction::changed)
                .containsExactly(
                        tuple("retry-ticked", target, "counted: 2", false),
                        tuple("retry-ticked", target, "jobs: 2", true));
        assertThat(trail.latest(new AuditQuery(null, null, all.get(2).id().value()), 10))
                .extracting(AuditEntry::outcome, AuditEntry::detail)
                .containsExactly(
                        tuple(AuditEntry.Outcome.DONE, "jobs: 2"),
                        tuple(AuditEntry.Outcome.BEGUN, "counted: 2"));
    }

    @Test
    void whatHasMovedOnIsNamedInTheQuestionAndCountedInTheAnswer() {
        JobHandle<?> first = jobs.submit("works", "x", LATER);
        JobHandle<?> second = jobs.submit("works", "x", LATER);
        JobHandle<?> over = failed(1).getFirst();
        assertThat(reader.page(form("cancel", first, second, over)))
                .contains("Cancel 2 jobs?", "<dt>Ticked</dt><dd>3 jobs</dd>", "<dt>Not meant</dt>")
                .containsPattern("<dt>Not meant</dt><dd>breaks [-0-9a-f]{8} \\(failed\\)</dd>");
        jobs.cancel(second.id());

        String after =
                reader.follow(
                        "/mayfly/ticked/cancel?queue=mail",
                        Map.of("job", ids(first, second, over)));

        assertThat(after)
                .contains("1 job was asked to stop. 2 jobs had moved on and stay as they are.");
        assertThat(state(first)).isEqualTo(JobState.CANCELLED);
        assertThat(state(over)).isEqualTo(JobState.FAILED);
        assertThat(reader.follow("/mayfly/ticked/cancel", Map.of("job", ids(first, over))))
                .contains("Nothing was changed: somebody was faster.");
        assertThat(reader.page(form("cancel", first, over)))
                .contains("There is no job to cancel", "All of the ticked jobs have ended.")
                .doesNotContain("action=\"/mayfly/ticked");
    }

    @Test
    void stepsAreForgottenOnlyWhereItIsAskedFor() {
        JobHandle<?> job = jobs.submit("approves", "x");
        Await.until("it waits", () -> job.state() == JobState.AWAITING_SIGNAL);
        job.cancel();
        assertThat(reader.page("/mayfly/ticked?verb=retry&job=" + job.id()))
                .contains("name=\"fresh\"");
        assertThat(
                        reader.follow(
                                "/mayfly/ticked/retry",
                                Map.of("job", job.id().value(), "fresh", "yes")))
                .contains("1 job is ready again, and has forgotten its steps.");
        assertThat(application.actions)
                .anyMatch(action -> action.verb().equals("retry-from-the-start-ticked"));
    }

    @Test
    void badInputIsRefusedWithValuePlaceAndFixAndNothingIsChanged() {
        JobHandle<?> job = jobs.submit("works", "x", LATER);
        reader.page("/mayfly/jobs?queue=mail"); // has a form, and with it the token
        String many =
                IntStream.range(0, 51).mapToObj(i -> "job-" + i).collect(Collectors.joining("."));
        Map<String, String> bad =
                Map.of(
                        "",
                        "No row was ticked",
                        job.id() + ".<b>",
                        "\"&lt;b&gt;\" among the ticked jobs",
                        job.id() + ".nobody",
                        "There is no job \"nobody\"",
                        many,
                        "51 jobs are ticked");
        bad.forEach((ids, why) -> {
            FormClient.Answer answer = reader.post("/mayfly/ticked/cancel", Map.of("job", ids));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(text(answer.html())).contains("Nothing was changed.", text(why));
            assertThat(text(reader.page("/mayfly/ticked?verb=cancel&job=" + encoded(ids))))
                    .contains(text(why))
                    .doesNotContain("Cancel 1 job");
        });
        assertThat(state(job)).isEqualTo(JobState.SCHEDULED);
        assertThat(application.actions).isEmpty();
        assertThat(trail.latest(AuditQuery.ALL, 10))
                .hasSize(4)
                .allMatch(entry -> entry.outcome() == AuditEntry.Outcome.FAILED)
                .allMatch(entry -> entry.action().equals("cancel-ticked"));
    }

    private static String text(String html) {
        return Jsoup.parse(html).text();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
