package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

import java.time.Duration;

/** Takes an order through its days. */
@Component
class Fulfilment {

    private final Cards cards;
    private final Mailer mailer;

    Fulfilment(Cards cards, Mailer mailer) {
        this.cards = cards;
        this.mailer = mailer;
    }

    // tag::steps[]
    @MayflyJob(name = "fulfil")
    String fulfil(Order order, JobContext job) throws Exception {
        String receipt =
                job.step(
                        "charge",
                        String.class,
                        () -> cards.charge(order, job.idempotencyKey("charge")));

        boolean granted =
                job.awaitSignal("approval", Approval.class, Duration.ofDays(3))
                        .map(signal -> signal.payload())
                        .map(Approval::granted)
                        .orElse(false);
        if (!granted) {
            job.step("refund", () -> cards.refund(receipt));
            return "refunded";
        }
        job.step("ship", () -> mailer.send("ship " + order.id()));
        return "shipped";
    }
    // end::steps[]
}
