package dev.mayfly.spring.internal;

import dev.mayfly.jobs.BatchBuilder;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.spring.JobMethod;
import dev.mayfly.spring.Mayfly;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/** Resolves method references and submits to {@link Jobs}. */
public final class DefaultMayfly implements Mayfly {

    private final Jobs jobs;
    private final MethodReferences references;
    private final JobOptions options;

    /**
     * Submits with default options.
     *
     * @param jobs what runs jobs
     * @param references knows the methods that are jobs
     */
    public DefaultMayfly(Jobs jobs, MethodReferences references) {
        this(jobs, references, JobOptions.DEFAULTS);
    }

    private DefaultMayfly(Jobs jobs, MethodReferences references, JobOptions options) {
        this.jobs = jobs;
        this.references = references;
        this.options = options;
    }

    @Override
    public <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload, JobOptions options) {
        // Through the running job, so that the new one has it in its lineage. A job of another
        // application context would submit to its own.
        Optional<JobContext> parent = jobs.current();
        return parent.isPresent()
                ? parent.get().submit(name, payload, options)
                : jobs.submit(name, payload, options);
    }

    @Override
    public <R extends @Nullable Object> JobHandle<R> submitMethod(
            JobMethod method, @Nullable Object payload, JobOptions options) {
        return submit(references.nameOf(method), payload, options);
    }

    @Override
    public boolean signal(
            JobId job, String name, @Nullable Object payload, SignalOptions signalOptions) {
        return jobs.signal(job, name, payload, signalOptions);
    }

    @Override
    public BatchHandle batch(String name, Consumer<BatchBuilder> add) {
        return jobs.batch(name, add);
    }

    @Override
    public Optional<BatchHandle> batch(String id) {
        return jobs.batch(id);
    }

    @Override
    public JobOptions options() {
        return options;
    }

    @Override
    public Mayfly with(JobOptions options) {
        return new DefaultMayfly(jobs, references, options);
    }
}
