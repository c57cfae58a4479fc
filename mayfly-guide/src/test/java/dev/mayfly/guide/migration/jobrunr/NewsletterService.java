package dev.mayfly.guide.migration.jobrunr;

import dev.mayfly.spring.Mayfly;

import org.jobrunr.jobs.annotations.Job;
import org.jobrunr.server.runner.ThreadLocalJobContext;

// tag::jobrunr-drain[]
public class NewsletterService {

    private final Mayfly mayfly;

    public NewsletterService(Mayfly mayfly) {
        this.mayfly = mayfly;
    }

    @Job(name = "Newsletter to %0", retries = 3)
    public void send(String address) {
        var id = ThreadLocalJobContext.getJobContext().getJobId();
        mayfly.withIdempotencyKey("jobrunr-" + id).submit("newsletter", address);
    }
}
// end::jobrunr-drain[]
