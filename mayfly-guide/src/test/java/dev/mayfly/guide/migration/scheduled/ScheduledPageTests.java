package dev.mayfly.guide.migration.scheduled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Objects;

@MayflyTest
class ScheduledPageTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Autowired private JobTester jobs;
    @Autowired private Outbox outbox;

    @Test
    void theJobRunsWhenTheOldMethodWouldHave() {
        String cron =
                Arrays.stream(OldCleanup.class.getDeclaredMethods())
                        .map(method -> method.getAnnotation(Scheduled.class).cron())
                        .filter(expression -> !expression.isEmpty())
                        .findFirst()
                        .orElseThrow();
        ZonedDateTime before =
                Objects.requireNonNull(CronExpression.parse(cron).next(jobs.now().atZone(BERLIN)));
        Instant now = jobs.advanceToNextRun("remove-expired-carts");
        assertThat(now).isEqualTo(before.toInstant());
        assertThat(outbox.mails()).contains("carts removed", "inbox read");
    }
}
