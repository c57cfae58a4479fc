package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.task.TaskHandle;

import org.springframework.stereotype.Service;

import java.util.Set;

/** Helps jobs that failed or stand still. */
@Service
class Support {

    private final Jobs jobs;

    Support(Jobs jobs) {
        this.jobs = jobs;
    }

    // tag::explain[]
    String whyNot(JobId id) {
        return jobs.reason(id).orElse("there is no such job");
    }

    // end::explain[]

    // tag::stack[]
    String whereNow(JobId id) {
        return jobs.stack(id).map(TaskHandle.Stack::text).orElse("it has no task on this node");
    }

    // end::stack[]

    // tag::bulk[]
    long retryAll(String name) {
        JobQuery failed = JobQuery.ALL.withStates(Set.of(JobState.FAILED)).withName(name);
        return jobs.bulk().retry(failed);
    }
    // end::bulk[]
}
