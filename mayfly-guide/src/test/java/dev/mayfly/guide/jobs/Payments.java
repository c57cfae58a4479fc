package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

import java.io.IOException;

/** Takes money. */
@Component
class Payments {

    private final Cards cards;

    Payments(Cards cards) {
        this.cards = cards;
    }

    // tag::retry[]
    @MayflyJob(
            name = "charge",
            maxAttempts = 4,
            initialDelay = "2s",
            multiplier = 3,
            maxDelay = "1m",
            retryOn = IOException.class,
            timeout = "30s")
    String charge(Order order, JobContext job) throws IOException {
        if (order.cents() == 0) {
            throw new PermanentFailureException("order " + order.id() + " costs nothing", null);
        }
        return cards.charge(order, job.idempotencyKey());
    }
    // end::retry[]
}
