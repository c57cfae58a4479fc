package dev.mayfly.guide.migration.scheduled;

import dev.mayfly.guide.migration.Outbox;

import org.springframework.scheduling.annotation.Scheduled;

import java.util.concurrent.TimeUnit;

/** As it was. */
class OldCleanup {

    private final Outbox outbox;

    OldCleanup(Outbox outbox) {
        this.outbox = outbox;
    }

    // tag::scheduled-before[]
    @Scheduled(cron = "0 0 3 * * *", zone = "Europe/Berlin")
    void removeExpiredCarts() {
        outbox.send("carts removed");
    }

    @Scheduled(fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void readInbox() {
        outbox.send("inbox read");
    }
    // end::scheduled-before[]
}
