package dev.mayfly.guide.migration.dbscheduler;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

// tag::db-scheduler-after[]
@Component
class Parcels {

    private final Mayfly mayfly;
    private final Outbox outbox;

    Parcels(Mayfly mayfly, Outbox outbox) {
        this.mayfly = mayfly;
        this.outbox = outbox;
    }

    @MayflyJob(name = "send-parcel", maxAttempts = 5, initialDelay = "10s", multiplier = 2)
    void sendParcel(Parcel parcel) {
        outbox.send(parcel.address());
    }

    @MayflyJob(name = "count-stock", cron = "0 0 3 * * *", zone = "Europe/Berlin")
    void countStock() {
        outbox.send("stock counted");
    }

    void send(Parcel parcel) {
        mayfly.withIdempotencyKey(parcel.order()).submit(Parcels::sendParcel, parcel);
    }
}
// end::db-scheduler-after[]
