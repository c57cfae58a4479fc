package dev.mayfly.guide.migration.jobrunr;

import dev.mayfly.guide.migration.Outbox;

import org.jobrunr.jobs.annotations.Job;
import org.jobrunr.jobs.annotations.Recurring;
import org.jobrunr.scheduling.JobScheduler;

import java.time.Duration;
import java.time.Instant;

/** As it was. */
final class Old {

    private Old() {}

    // tag::jobrunr-before[]
    static class Newsletters {

        private final Outbox outbox;

        Newsletters(Outbox outbox) {
            this.outbox = outbox;
        }

        @Job(name = "Newsletter to %0", retries = 3)
        public void send(String address) {
            outbox.send("newsletter to " + address);
        }

        @Recurring(id = "digest", cron = "0 7 * * 1", zoneId = "Europe/Berlin")
        public void digest() {
            outbox.send("digest");
        }
    }

    static void subscribe(JobScheduler scheduler, Newsletters newsletters, String address) {
        scheduler.enqueue(() -> newsletters.send(address));
        Instant inAWeek = Instant.now().plus(Duration.ofDays(7));
        scheduler.schedule(inAWeek, () -> newsletters.send(address));
    }
    // end::jobrunr-before[]
}
