package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.spring.Mayfly;

import org.springframework.stereotype.Service;

/** Where people say yes or no. */
@Service
class Approvals {

    private final Mayfly mayfly;

    Approvals(Mayfly mayfly) {
        this.mayfly = mayfly;
    }

    // tag::signal[]
    void approve(JobId order, String by) {
        mayfly.signal(
                order,
                "approval",
                new Approval(by, true),
                SignalOptions.DEFAULTS.withSender(by).withId("approval-by-" + by));
    }
    // end::signal[]
}
