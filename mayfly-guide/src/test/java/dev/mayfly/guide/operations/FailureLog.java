package dev.mayfly.guide.operations;

import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

// tag::failure-log[]
@Component
class FailureLog implements JobListener {

    private static final Logger log = LoggerFactory.getLogger("jobs");

    @Override
    public void onChange(@Nullable JobRecord before, JobRecord after) {
        var error = after.error();
        if (before != null && error != null && after.failures() > before.failures()) {
            log.warn("{} {}: {}, now {}", after.name(), after.id(), error.message(), after.state());
        }
    }
}
// end::failure-log[]
