package dev.mayfly.guide.migration.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;
import org.quartz.CronExpression;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Properties;
import java.util.TimeZone;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.config.location=classpath:guide/quartz.yaml")
class QuartzPageTests {

    @Autowired private Mayfly mayfly;
    @Autowired private Invoices invoices;
    @Autowired private Outbox outbox;

    @Test
    void newInvoicesAreJobs() {
        invoices.send("17");
        Await.until(
                "the invoice is sent",
                Duration.ofSeconds(30),
                () -> outbox.mails().contains("invoice for 17"));
    }

    @Test
    void whatQuartzStillHasIsDoneByMayfly() throws SchedulerException {
        Scheduler quartz = quartz();
        quartz.setJobFactory((bundle, scheduler) -> new InvoiceJob(mayfly));
        quartz.scheduleJob(
                JobBuilder.newJob(InvoiceJob.class).usingJobData("order", "old").build(),
                TriggerBuilder.newTrigger().startNow().build());
        quartz.start();
        Await.until(
                "the old invoice is sent",
                Duration.ofSeconds(30),
                () -> outbox.mails().contains("invoice for old"));
        quartz.shutdown(true);
    }

    @Test
    void daysOfTheWeekHaveOtherNumbers() throws ParseException {
        var berlin = ZoneId.of("Europe/Berlin");
        var old = new CronExpression("0 0 3 ? * 2-6");
        old.setTimeZone(TimeZone.getTimeZone(berlin));
        var same = new Cron("0 3 * * MON-FRI", berlin);
        var other = new Cron("0 0 3 ? * 2-6", berlin);
        Instant sunday = Instant.parse("2026-03-01T12:00:00Z");
        Instant next = old.getNextValidTimeAfter(Date.from(sunday)).toInstant();
        assertThat(same.next(sunday)).contains(next);
        assertThat(other.next(sunday)).isNotEmpty().get().isNotEqualTo(next);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cron("0 0 3 ? * MON-FRI 2026", berlin))
                .withMessageContaining("it has 7 fields");
    }

    private static Scheduler quartz() throws SchedulerException {
        var properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "old");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        return new StdSchedulerFactory(properties).getScheduler();
    }
}
