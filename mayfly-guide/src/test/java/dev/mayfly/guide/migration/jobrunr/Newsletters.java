package dev.mayfly.guide.migration.jobrunr;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

import java.time.Duration;

// tag::jobrunr-after[]
@Component
class Newsletters {

    private final Mayfly mayfly;
    private final Outbox outbox;

    Newsletters(Mayfly mayfly, Outbox outbox) {
        this.mayfly = mayfly;
        this.outbox = outbox;
    }

    @MayflyJob(name = "newsletter", maxAttempts = 4)
    void send(String address) {
        outbox.send("newsletter to " + address);
    }

    @MayflyJob(name = "digest", cron = "0 7 * * MON", zone = "Europe/Berlin")
    void digest() {
        outbox.send("digest");
    }

    void subscribe(String address) {
        mayfly.submit(Newsletters::send, address);
        mayfly.with(JobOptions.delayed(Duration.ofDays(7))).submit(Newsletters::send, address);
    }
}
// end::jobrunr-after[]
