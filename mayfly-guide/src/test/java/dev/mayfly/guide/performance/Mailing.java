package dev.mayfly.guide.performance;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

import java.util.List;

/** Writes to many. */
@Component
class Mailing {

    private final Jobs jobs;

    Mailing(Jobs jobs) {
        this.jobs = jobs;
    }

    // tag::bulk-submit[]
    List<JobHandle<?>> sendAll(List<String> addresses) {
        return jobs.submitAll(
                addresses.stream().map(address -> new JobRequest("mail", address)).toList());
    }

    // end::bulk-submit[]

    @MayflyJob(name = "mail", queue = "mail")
    void mail(String address) {}

    @MayflyJob(name = "thumbnail", queue = "thumbnails")
    void thumbnail(String picture) {}
}
