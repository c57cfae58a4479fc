package dev.mayfly.guide.migration.before;

import dev.mayfly.guide.migration.Outbox;

import org.jobrunr.jobs.annotations.Job;
import org.jobrunr.jobs.annotations.Recurring;
import org.jobrunr.scheduling.JobScheduler;
import org.springframework.stereotype.Service;

import java.time.Duration;
import java.time.Instant;

// tag::jobrunr-before[]
@Service
public class NewsletterService {

    private final JobScheduler scheduler;
    private final Outbox outbox;

    public NewsletterService(JobScheduler scheduler, Outbox outbox) {
        this.scheduler = scheduler;
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

    public void subscribe(String address) {
        Instant inAWeek = Instant.now().plus(Duration.ofDays(7));
        scheduler.<NewsletterService>enqueue(service -> service.send(address));
        scheduler.<NewsletterService>schedule(inAWeek, service -> service.send(address));
    }
}
// end::jobrunr-before[]
