package dev.mayfly.guide.migration.scheduled;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

/** As it is. */
@Component
class Cleanup {

    private final Outbox outbox;

    Cleanup(Outbox outbox) {
        this.outbox = outbox;
    }

    // tag::scheduled-after[]
    @MayflyJob(name = "remove-expired-carts", cron = "0 0 3 * * *", zone = "Europe/Berlin")
    void removeExpiredCarts() {
        outbox.send("carts removed");
    }

    @MayflyJob(name = "read-inbox", fixedRate = "30s", maxAttempts = 1)
    void readInbox() {
        outbox.send("inbox read");
    }
    // end::scheduled-after[]
}
