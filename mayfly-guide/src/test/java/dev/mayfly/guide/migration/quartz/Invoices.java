package dev.mayfly.guide.migration.quartz;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

// tag::quartz-after[]
@Component
class Invoices {

    private final Mayfly mayfly;
    private final Outbox outbox;

    Invoices(Mayfly mayfly, Outbox outbox) {
        this.mayfly = mayfly;
        this.outbox = outbox;
    }

    void send(String order) {
        mayfly.submit(Invoices::invoice, order);
    }

    @MayflyJob(name = "invoice", queue = "invoices")
    void invoice(String order) {
        outbox.send("invoice for " + order);
    }

    @MayflyJob(name = "nightly-invoices", cron = "0 3 * * MON-FRI", zone = "Europe/Berlin")
    void nightly() {
        invoice("all of today");
    }
}
// end::quartz-after[]
