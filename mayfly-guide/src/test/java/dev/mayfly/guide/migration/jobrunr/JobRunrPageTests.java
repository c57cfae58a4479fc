package dev.mayfly.guide.migration.jobrunr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.AutoConfigureMayflyTester;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.test.Await;

import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureMayflyTester
class JobRunrPageTests {

    @Autowired private Mayfly mayfly;
    @Autowired private Newsletters newsletters;
    @Autowired private Outbox outbox;
    @Autowired private JobTester jobs;

    @Test
    void aSubscriberGetsTwoNewsletters() {
        newsletters.subscribe("ada@example.org");
        jobs.assertEnqueued("newsletter").times(2);
        jobs.drain();
        assertThat(outbox.mails()).containsOnlyOnce("newsletter to ada@example.org");
        jobs.advance(Duration.ofDays(7));
        jobs.assertEnqueued("newsletter").succeeded();
    }

    @Test
    void theDigestComesOnMonday() {
        var time = jobs.advanceToNextRun("digest").atZone(ZoneId.of("Europe/Berlin"));
        assertThat(time.getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(time.getHour()).isEqualTo(7);
    }

    @Test
    void whatJobRunrStillHasIsDoneByMayfly() {
        JobScheduler jobRunr = jobRunr();
        try {
            jobRunr.<NewsletterService>enqueue(service -> service.send("old@example.org"));
            Await.until(
                    "the old job is one of Mayfly's",
                    Duration.ofSeconds(60),
                    () -> jobs.jobs().stream().anyMatch(job -> job.name().equals("newsletter")));
        } finally {
            JobRunr.destroy();
        }
        jobs.drain();
        assertThat(outbox.mails()).contains("newsletter to old@example.org");
    }

    private JobScheduler jobRunr() {
        var services =
                new JobActivator() {
                    @Override
                    public <T> T activateJob(Class<T> type) {
                        return type.cast(new NewsletterService(mayfly));
                    }
                };
        return JobRunr.configure()
                .useJsonMapper(new Jackson3JsonMapper())
                .useJobActivator(services)
                .useStorageProvider(new InMemoryStorageProvider())
                .useBackgroundJobServer(
                        BackgroundJobServerConfiguration
                                .usingStandardBackgroundJobServerConfiguration()
                                .andPollInterval(Duration.ofMillis(200)))
                .initialize()
                .getJobScheduler();
    }
}
