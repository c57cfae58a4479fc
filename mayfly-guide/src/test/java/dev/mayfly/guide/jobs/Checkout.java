package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;

import org.springframework.stereotype.Service;

// tag::submit[]
@Service
class Checkout {

    private final Mayfly mayfly;

    Checkout(Mayfly mayfly) {
        this.mayfly = mayfly;
    }

    JobHandle<Invoice> checkout(Order order) {
        return mayfly.submit(Billing::bill, order);
    }
}
// end::submit[]
