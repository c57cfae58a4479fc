package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

// tag::declare[]
@Component
class Billing {

    @MayflyJob(name = "bill", queue = "billing", key = "customer")
    Invoice bill(Order order, JobContext job) {
        job.log("order " + order.id() + " of " + order.customer());
        return new Invoice("INV-" + order.id());
    }
}
// end::declare[]
