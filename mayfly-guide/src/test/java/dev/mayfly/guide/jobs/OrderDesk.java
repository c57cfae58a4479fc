package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.spring.Mayfly;

import org.springframework.stereotype.Service;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Other ways to submit. */
@Service
class OrderDesk {

    private final Mayfly mayfly;

    OrderDesk(Mayfly mayfly) {
        this.mayfly = mayfly;
    }

    // tag::await[]
    Invoice checkoutNow(Order order) throws InterruptedException, TimeoutException {
        return mayfly.submit(Billing::bill, order).await(Duration.ofSeconds(10));
    }

    // end::await[]

    // tag::idempotent[]
    JobHandle<Invoice> checkoutOnce(Order order) {
        return mayfly.withIdempotencyKey("order-" + order.id()).submit(Billing::bill, order);
    }

    // end::idempotent[]

    // tag::options[]
    JobHandle<Invoice> checkoutLater(Order order) {
        var options =
                JobOptions.delayed(Duration.ofHours(1))
                        .withPriority(15)
                        .withLabel("campaign", "spring");
        return mayfly.with(options).submit(Billing::bill, order);
    }
    // end::options[]
}
