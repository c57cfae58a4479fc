package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.internal.step.SignalSender;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobStore;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** This process, as the one sees it that sends signals for it. */
record LocalSender(JobRuntime runtime) implements SignalSender.Sender {

    @Override
    public JobStore store() {
        return runtime.store();
    }

    @Override
    public String node() {
        return runtime.node();
    }

    @Override
    public Instant now() {
        return runtime.now();
    }

    @Override
    public @Nullable JobRecord apply(Transition step) {
        return runtime.apply(step);
    }

    @Override
    public void ready(JobRecord job) {
        runtime.dispatch(runtime.live().adopt(job), job);
    }
}
