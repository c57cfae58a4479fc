package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.at;
import static dev.mayfly.test.jobs.Samples.counted;
import static dev.mayfly.test.jobs.Samples.id;
import static dev.mayfly.test.jobs.Samples.job;
import static dev.mayfly.test.jobs.Samples.recount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.DuplicateJobException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * What a job store promises of logs and of recurring jobs.
 *
 * <p>Thread rule: as JUnit's.
 */
abstract class JobStoreLogsAndRecurring extends JobStoreFollowers {

    /** For subclasses. */
    JobStoreLogsAndRecurring() {}

    // ---- logs

    @Test
    void keepsTheLinesOfEachJobInOrder() {
        running(1);
        running(2);
        for (int i = 0; i < 20; i++) {
            store.appendLog(id(1 + i % 2), 1 + i / 10, at(i), "line " + i);
        }
        var page = store.log(id(1), 0, 4);
        assertThat(page.lines())
                .containsExactly(
                        new LogLine(0, 1, at(0), "line 0"),
                        new LogLine(1, 1, at(2), "line 2"),
                        new LogLine(2, 1, at(4), "line 4"),
                        new LogLine(3, 1, at(6), "line 6"));
        assertThat(page.dropped()).isZero();
        assertThat(page.next()).isEqualTo(4);
        assertThat(store.log(id(1), 4, 100).lines()).hasSize(6);
        assertThat(store.log(id(1), 10, 100).lines()).isEmpty();
        assertThat(store.log(id(1), 10, 100).next()).isEqualTo(10);
        assertThat(store.log(id(2), 9, 100).lines())
                .containsExactly(new LogLine(9, 2, at(19), "line 19"));
    }

    @Test
    void dropsTheOldestLinesAndSaysExactlyHowMany() {
        running(1);
        int written = 20_000;
        for (int i = 0; i < written; i++) {
            store.appendLog(id(1), 1, at(0), "line " + i);
        }
        var page = store.log(id(1), 0, written);
        assertThat(page.lines()).isNotEmpty().hasSizeLessThan(written);
        assertThat(page.dropped() + page.lines().size()).isEqualTo(written);
        assertThat(page.lines().getFirst().index()).isEqualTo(page.dropped());
        assertThat(page.lines().getLast().text()).isEqualTo("line " + (written - 1));
        assertThat(page.next()).isEqualTo(written);
    }

    @Test
    void hasNoLogOfAJobThatIsNotThere() {
        store.appendLog(id(1), 1, at(0), "into the void");
        assertThat(store.log(id(1), 0, 10).lines()).isEmpty();
        assertThatThrownBy(() -> store.log(id(1), -1, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.log(id(1), 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- recurring jobs

    private static RecurringJob nightly(String name) {
        return RecurringJob.created(
                name,
                "audit",
                Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin")),
                "{\"folder\":\"x\"}",
                JobOptions.DEFAULTS.withPriority(5),
                RecurringRules.DEFAULT,
                at(0));
    }

    private static Pause pause(String reason) {
        return new Pause(reason, "ada", at(5));
    }

    @Test
    void keepsWhyWhenAndByWhomARecurringJobIsPausedUntilItGoesOn() {
        RecurringJob first = nightly("a");
        store.saveRecurring(first);
        RecurringJob paused =
                first.paused(new Pause("moves \u00fcber \ud83c\udf19\n'\"", "ada", at(5)));
        assertThat(store.saveRecurring(paused)).isTrue();
        assertThat(store.recurring().getFirst().pause()).isEqualTo(paused.pause());
        RecurringJob fired = paused.fired(at(10), id(1), at(70), 0);
        assertThat(store.fireRecurring(fired, job(1))).isTrue();
        assertThat(store.recurring().getFirst().pause()).isEqualTo(paused.pause());
        RecurringJob resumed = fired.resumed(new Pause.End("Ada", at(70)), at(80));
        assertThat(store.saveRecurring(resumed)).isTrue();
        assertThat(store.recurring()).containsExactly(resumed);
        assertThat(store.recurring().getFirst().isPaused()).isFalse();
    }

    @Test
    void keepsTheRulesAndTheRunsThatWait() {
        RecurringJob first = nightly("a");
        store.saveRecurring(first);
        var rules =
                new RecurringRules(
                        RecurringRules.Overlap.BUFFER_ALL,
                        RecurringRules.CatchUp.ALL,
                        Duration.ofHours(6),
                        Duration.ofMinutes(3));
        RecurringJob changed =
                first.changed("audit", first.schedule(), "null", JobOptions.DEFAULTS, rules, at(1));
        assertThat(store.saveRecurring(changed)).isTrue();
        RecurringJob waits = changed.buffered(List.of(at(10), at(20)), at(30), 1, 2);
        assertThat(store.saveRecurring(waits)).isTrue();
        assertThat(store.recurring()).containsExactly(waits);
        RecurringJob fired = waits.fired(at(10), id(1), at(30), 0);
        assertThat(store.fireRecurring(fired, job(1))).isTrue();
        assertThat(store.recurring()).containsExactly(fired);
        assertThat(fired.waiting()).containsExactly(at(20));
    }

    @Test
    void knowsTheJobsOfTheLastDozenRuns() {
        RecurringJob job = nightly("a");
        store.saveRecurring(job);
        assertThat(job.lastJob()).isNull();
        for (int run = 0; run < 14; run++) {
            job = job.fired(at(run), id(run), at(run + 1), 0);
            assertThat(store.fireRecurring(job, job(run))).isTrue();
        }
        RecurringJob kept = store.recurring().getFirst();
        assertThat(kept).isEqualTo(job);
        assertThat(kept.lastJob()).isEqualTo(id(13));
        assertThat(kept.recent())
                .hasSize(RecurringJob.MOST_RECENT)
                .startsWith(id(2))
                .endsWith(id(13));
        assertThat(store.find(kept.recent())).hasSize(RecurringJob.MOST_RECENT);
    }

    @Test
    void doesNotFireARecurringJobThatWasPausedMeanwhile() {
        RecurringJob seen = nightly("a");
        store.saveRecurring(seen);
        store.saveRecurring(seen.paused(pause("stop")));
        assertThat(store.fireRecurring(seen.fired(at(10), id(1), at(20), 0), job(1))).isFalse();
        assertThat(store.find(id(1))).isEmpty();
        assertThat(store.recurring().getFirst().isPaused()).isTrue();
    }

    @Test
    void keepsRecurringJobsByVersion() {
        RecurringJob first = nightly("b");
        assertThat(store.saveRecurring(first)).isTrue();
        assertThat(store.saveRecurring(first)).isFalse();
        assertThat(store.saveRecurring(nightly("a"))).isTrue();
        assertThat(store.recurring()).containsExactly(nightly("a"), first);
        RecurringJob paused = first.paused(pause("why not"));
        assertThat(store.saveRecurring(paused)).isTrue();
        assertThat(store.saveRecurring(first.paused(pause("too late")))).isFalse();
        assertThat(store.recurring()).containsExactly(nightly("a"), paused);
        RecurringJob hourly =
                paused.changed(
                        "audit",
                        Schedule.every(Duration.ofHours(1)),
                        "null",
                        paused.options(),
                        paused.rules(),
                        at(1));
        assertThat(store.saveRecurring(hourly)).isTrue();
        assertThat(store.recurring()).contains(hourly);
        assertThat(store.removeRecurring("b")).isTrue();
        assertThat(store.removeRecurring("b")).isFalse();
        assertThat(store.saveRecurring(hourly.resumed(new Pause.End("Ada", at(2)), null)))
                .isFalse();
        assertThat(store.recurring()).containsExactly(nightly("a"));
    }

    @Test
    void submitsARunTogetherWithItsRecurringJobOrNotAtAll() {
        RecurringJob first = nightly("a");
        store.saveRecurring(first);
        RecurringJob fired = first.fired(at(10), id(1), at(20), 0);
        assertThat(store.fireRecurring(fired, job(1))).isTrue();
        assertThat(store.recurring()).containsExactly(fired);
        assertThat(store.find(id(1))).contains(job(1));
        assertThat(store.fireRecurring(first.fired(at(10), id(2), at(20), 0), job(2))).isFalse();
        assertThat(store.find(id(2))).isEmpty();
        RecurringJob again = fired.fired(at(20), id(1), at(30), 0);
        assertThatThrownBy(() -> store.fireRecurring(again, job(1)))
                .isInstanceOf(DuplicateJobException.class);
        assertThat(store.recurring()).containsExactly(fired);
        assertThat(counted(store)).isEqualTo(recount(store));
    }
}
