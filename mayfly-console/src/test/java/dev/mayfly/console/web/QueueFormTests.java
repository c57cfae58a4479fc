package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/** Limits and pauses of queues, retries and recurring jobs, as they are seen and changed. */
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "mayfly.console.actions=all",
            "mayfly.retry.max-attempts=4",
            "mayfly.retry.initial-delay=1h",
            "mayfly.retry.max-delay=4h",
            "mayfly.retry.multiplier=2",
            "mayfly.retry.jitter=0.5",
            "mayfly.queues.mail.concurrency=4",
            "mayfly.queues.ordered.key-order=block",
            "mayfly.queues.paused.concurrency=2"
        })
class QueueFormTests extends PageTestBase {

    private static final Map<String, String> LIMITS =
            Map.of(
                    "per-node", "3",
                    "global", " 6 ",
                    "per-key", "2",
                    "permits", "10",
                    "period", "1m",
                    "burst", "5");

    private static final Duration LONG = Duration.ofDays(9);

    private QueueLimits limits(String queue) {
        return jobs.queues().policy(queue).limits();
    }

    @Test
    void limitsAreSetShownAndTakenBack() {
        assertThat(reader.page("/mayfly/jobs?queue=mail"))
                .contains("action=\"/mayfly/queues/limit?queue=mail\"", "4 here")
                .doesNotContain("/queues/reset");

        String after = reader.follow("/mayfly/queues/limit?queue=mail", LIMITS);

        RateLimit rate = new RateLimit(10, Duration.ofMinutes(1), 5);
        assertThat(limits("mail")).isEqualTo(new QueueLimits(3, 6, 2, rate, KeyOrder.NONE));
        assertThat(after)
                .contains(
                        "The limits are set",
                        "name=\"global\" id=\"limit-global\" maxlength=\"10\"",
                        "value=\"6\"",
                        "value=\"1m\"",
                        "limits set by anonymous",
                        "/queues/reset?queue=mail");
        assertThat(application.actions)
                .anyMatch(action ->
                        action.verb().equals("limit")
                                && action.target().equals("mail")
                                && String.valueOf(action.reason())
                                        .contains("6 at once on all nodes")
                                && action.changed());
        assertThat(reader.follow("/mayfly/queues/limit?queue=mail", LIMITS))
                .contains("These limits hold already.");

        assertThat(reader.follow("/mayfly/queues/reset?queue=mail", Map.of()))
                .contains("The limits are those of the configuration again.");
        assertThat(limits("mail").global()).isNull();
        assertThat(application.actions).anyMatch(action -> action.verb().equals("reset"));
    }

    @Test
    void aQueueIsSentToAnotherEngineAndPriorityAndBack() {
        assertThat(reader.page("/mayfly/jobs?queue=mail"))
                .contains(
                        "<option value=\"\" selected=\"selected\">as configured</option>",
                        "<option value=\"threaded\">threaded</option>",
                        "placeholder=\"10 here\"");
        assertThat(
                        reader.follow(
                                "/mayfly/queues/limit?queue=mail",
                                Map.of("engine", "threaded", "priority", "4")))
                .contains(
                        "threaded engine",
                        "priority 4",
                        "engine threaded, priority 4 set while it runs",
                        "<option value=\"threaded\" selected=\"selected\">threaded</option>",
                        "/queues/reset?queue=mail");
        assertThat(jobs.queues().policy("mail").routing())
                .isEqualTo(new QueueRouting("threaded", 4));
        assertThat(application.actions)
                .anyMatch(action ->
                        String.valueOf(action.reason()).endsWith("; engine threaded, priority 4"));
        assertThat(reader.follow("/mayfly/queues/reset?queue=mail", Map.of()))
                .contains("coroutine engine", "priority 10")
                .doesNotContain("/queues/reset");
    }

    @Test
    void limitsThatCannotBeAreRefusedWithFieldAndFixAndChangeNothing() {
        reader.page("/mayfly/jobs?queue=mail");
        QueueLimits before = limits("mail");
        Map<Map<String, String>, String> wrong =
                Map.of(
                        Map.of("global", "many"), "concurrency on all nodes",
                        Map.of("engine", "steam"), "does not exist; the engines are",
                        Map.of("priority", "40"), "priority 40 is outside 1",
                        Map.of("global", "0"), "global concurrency 0 is below 1",
                        Map.of("per-node", "99999999999"), "no whole number",
                        Map.of("permits", "10"), "a rate needs both",
                        Map.of("permits", "10", "period", "soon"), "no duration",
                        Map.of("permits", "10", "period", "1s", "burst", "11"), "burst 11",
                        Map.of("permits", "10", "period", "99d"), "at most 31 days");
        wrong.forEach((fields, reason) -> {
            var answer = reader.post("/mayfly/queues/limit?queue=mail", fields);
            assertThat(answer.status()).as(fields.toString()).isEqualTo(400);
            assertThat(answer.html())
                    .contains("These limits are not possible", "Nothing was changed", reason);
        });
        assertThat(limits("mail")).isEqualTo(before);
        assertThat(reader.post("/mayfly/queues/limit?queue=nowhere", LIMITS).status())
                .isEqualTo(404);
    }

    @Test
    void theOrderWithinAKeyIsKeptAndItsFieldIsOff() {
        assertThat(reader.page("/mayfly/jobs?queue=ordered"))
                .contains("1, since jobs of one key run in order", "disabled=\"disabled\"");
        reader.follow("/mayfly/queues/limit?queue=ordered", Map.of("global", "2"));
        assertThat(limits("ordered")).isEqualTo(new QueueLimits(null, 2, 1, null, KeyOrder.BLOCK));
    }

    @Test
    void aPauseIsSeenEverywhereWithItsReasonAuthorAndTime() {
        reader.page("/mayfly/jobs?queue=paused");
        reader.follow(
                "/mayfly/queues/pause?queue=paused", Map.of("reason", "the printer burns <b>"));
        assertThat(reader.page("/mayfly/jobs?queue=paused"))
                .contains(
                        "<b>Paused by anonymous</b>",
                        "the printer burns &lt;b&gt;. Nothing starts until it is resumed.");
        // What many look at is read now and then, and may be as old as that.
        Await.until(
                "the overview has it",
                () -> reader.page("/mayfly").contains("<b>Queue paused was paused by anonymous"));
        assertThat(reader.page("/mayfly"))
                .contains(
                        "<b>Queue paused was paused by anonymous</b>",
                        "the printer burns &lt;b&gt;. Nothing is waiting there.",
                        "<span>By anonymous, </span>");
        reader.follow("/mayfly/queues/resume?queue=paused", Map.of());
        Await.until(
                "the overview has forgotten it",
                () -> !reader.page("/mayfly").contains("the printer burns"));
    }

    @Test
    void aJobThatWaitsForItsRetryShowsTheAttemptsToCome() {
        JobHandle<?> job = jobs.submit("breaks", "x");
        Await.until("it has failed once", () -> job.state() == JobState.AWAITING_RETRY);
        assertThat(reader.page("/mayfly/jobs/" + job.id()))
                .contains(
                        "Next attempts",
                        ">Attempt 2</span>",
                        ">Attempt 3</span>",
                        "1 h to 2 h after the one before",
                        ">Attempt 4</span>",
                        "2 h to 4 h after the one before",
                        "Then it is kept as failed.")
                .doesNotContain(">Attempt 5<");
        JobHandle<?> later =
                jobs.submit("works", "x", JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)));
        assertThat(reader.page("/mayfly/jobs/" + later.id()))
                .contains(
                        "If it fails",
                        "again after 30 min to 1 h, then 1 h to 2 h, then 2 h to 4 h; then kept as"
                                + " failed")
                .doesNotContain(">Next attempts<");
    }

    @Test
    void aJobWithStepsIsRetriedFromTheStart() {
        JobHandle<?> job = jobs.submit("approves", "x");
        Await.until("it waits", () -> job.state() == JobState.AWAITING_SIGNAL);
        job.cancel();
        assertThat(reader.page("/mayfly/jobs/" + job.id()))
                .contains("Steps that have ended are not run again.", "Retry from the start");
        assertThat(reader.follow("/mayfly/jobs/" + job.id() + "/retry-from-the-start", Map.of()))
                .contains("The job is ready again, and has forgotten its steps.");
        assertThat(application.actions)
                .anyMatch(action ->
                        action.verb().equals("retry-from-the-start")
                                && action.target().equals(job.id().value())
                                && action.changed());
        JobHandle<?> plain =
                jobs.submit("works", "x", JobOptions.DEFAULTS.withDelay(Duration.ofHours(1)));
        plain.cancel();
        assertThat(reader.page("/mayfly/jobs/" + plain.id()))
                .contains("Retry this job")
                .doesNotContain("from the start");
    }

    @Test
    void aRecurringJobShowsItsRulesItsNextRunsAndItsLastOutcome() throws Exception {
        jobs.recurring()
                .schedule(
                        "rules",
                        "silent",
                        Schedule.cron("0 3 * * *", ZoneId.of("UTC")),
                        null,
                        JobOptions.DEFAULTS,
                        RecurringRules.DEFAULT
                                .withOverlap(RecurringRules.Overlap.BUFFER_ONE)
                                .withCatchUpWindow(Duration.ofHours(6))
                                .withSpread(Duration.ofMinutes(5)));
        String html = reader.page("/mayfly/recurring");
        assertThat(html)
                .contains(
                        "Never ran",
                        "One waits while the last one runs",
                        "Missed: one run for all, within 6 h",
                        "Spread over 5 min",
                        ">then ");
        jobs.recurring().trigger("rules").await(Duration.ofSeconds(60));
        assertThat(reader.page("/mayfly/recurring")).contains("Succeeded").doesNotContain("Never");
        jobs.recurring().remove("rules");
    }

    @Test
    void aRunIsSubmittedNowBesidesThoseOfTheScheduleAndItsJobIsShown() {
        var options = JobOptions.DEFAULTS;
        jobs.recurring().schedule("by & hand", "works", Schedule.every(LONG), "x", options);
        jobs.recurring().pause("by & hand", "not on its own", "Ada");
        String run = "/mayfly/recurring/run?id=by+%26+hand";
        assertThat(reader.page("/mayfly/recurring"))
                .contains("Run now", "action=\"" + run + "\"", "paused.");

        FormClient.Answer answer = reader.post(run, Map.of());

        assertThat(answer.status()).isEqualTo(303);
        RecurringJob after = jobs.recurring().find("by & hand").orElseThrow();
        assertThat(after.runs()).isEqualTo(1);
        assertThat(after.isPaused()).isTrue();
        String id = String.valueOf(after.lastJob());
        assertThat(answer.location()).isEqualTo("/mayfly/jobs/" + id + "?done=run-recurring");
        assertThat(reader.page(answer.location()))
                .contains("This run was submitted.", "by &amp; hand");
        assertThat(application.actions)
                .filteredOn(action -> action.target().equals("by & hand"))
                .extracting(ConsoleAction::verb, ConsoleAction::reason, ConsoleAction::changed)
                .containsExactly(tuple("run-recurring", id, true));
        assertThat(reader.page("/mayfly/audit?action=run-recurring"))
                .contains("by &amp; hand", "as job: " + id, "href=\"/mayfly/recurring\"");
        jobs.recurring().remove("by & hand");
        assertThat(reader.post(run, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void aRunThatCannotBeSubmittedSaysWhyAndIsInTheAudit() {
        JobStore store = jobs.store();
        RecurringJob foreign =
                RecurringJob.created(
                        "foreign",
                        "of-another-node",
                        Schedule.every(LONG),
                        "null",
                        JobOptions.DEFAULTS,
                        RecurringRules.DEFAULT,
                        Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(store.saveRecurring(foreign)).isTrue();
        store.saveRecurring(
                RecurringJob.unreadable("torn", 1, new IllegalStateException("no such rule")));
        String page = reader.page("/mayfly/recurring");
        assertThat(page)
                .contains("/recurring/run?id=foreign")
                .doesNotContain("/recurring/run?id=torn");

        FormClient.Answer unknown = reader.post("/mayfly/recurring/run?id=foreign", Map.of());
        FormClient.Answer torn = reader.post("/mayfly/recurring/run?id=torn", Map.of());

        assertThat(unknown.status()).isEqualTo(409);
        assertThat(unknown.html())
                .contains("Nothing was submitted: no job is named", "of-another-node");
        assertThat(torn.status()).isEqualTo(409);
        assertThat(torn.html()).contains("This job cannot be run", "no such rule");
        assertThat(reader.page("/mayfly/audit?action=run-recurring"))
                .contains("of-another-node", "no such rule");
        store.removeRecurring("foreign");
        store.removeRecurring("torn");
    }
}
