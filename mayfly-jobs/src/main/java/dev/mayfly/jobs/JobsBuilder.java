package dev.mayfly.jobs;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.internal.JobRuntime;
import dev.mayfly.jobs.internal.Settings;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Puts a job runtime together. */
public final class JobsBuilder {

    private final Scheduler scheduler;
    private final JobRegistry registry = new JobRegistry();
    private final List<JobListener> listeners = new ArrayList<>();
    private final List<JobInterceptor> interceptors = new ArrayList<>();
    private final Map<String, QueueLimits> limits = new HashMap<>();
    private @Nullable JobRegistry givenRegistry;
    private @Nullable JobStore store;
    private PayloadCodec codec = PayloadCodec.simple();
    private JobSettings defaults = JobSettings.DEFAULTS;
    private String defaultQueue = "default";
    private String node = "local";
    private int maxLiveJobs = 1_000_000;
    private @Nullable RandomGenerator random;

    JobsBuilder(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Adds a job.
     *
     * @param definition the job
     * @return this builder
     * @throws IllegalStateException if its name or an alias is taken
     */
    public JobsBuilder define(JobDefinition<?, ?> definition) {
        (givenRegistry == null ? registry : givenRegistry).register(definition);
        return this;
    }

    /**
     * Uses a registry made elsewhere. Jobs defined on this builder before are added to it.
     *
     * @param registry the registry
     * @return this builder
     */
    public JobsBuilder registry(JobRegistry registry) {
        this.registry.definitions().forEach(registry::register);
        this.givenRegistry = registry;
        return this;
    }

    /**
     * Where jobs are kept.
     *
     * @param store by default a new {@link MemoryJobStore}; stays the caller's to close
     * @return this builder
     */
    public JobsBuilder store(JobStore store) {
        this.store = store;
        return this;
    }

    /**
     * How payloads and results become JSON.
     *
     * @param codec by default {@link PayloadCodec#simple()}
     * @return this builder
     */
    public JobsBuilder codec(PayloadCodec codec) {
        this.codec = codec;
        return this;
    }

    /**
     * How attempts are run where neither the submission nor the definition says.
     *
     * @param defaults by default {@link RetryPolicy#DEFAULT}, no time-out, the queue's priority
     * @return this builder
     */
    public JobsBuilder defaults(JobSettings defaults) {
        this.defaults = defaults;
        return this;
    }

    /**
     * Where jobs run for which neither the submission nor the definition names a queue.
     *
     * @param queue by default {@code default}
     * @return this builder
     */
    public JobsBuilder defaultQueue(String queue) {
        this.defaultQueue = queue;
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener to be told of every change
     * @return this builder
     */
    public JobsBuilder listener(JobListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Adds an interceptor inside those added before.
     *
     * @param interceptor wraps submissions and attempts
     * @return this builder
     */
    public JobsBuilder interceptor(JobInterceptor interceptor) {
        interceptors.add(interceptor);
        return this;
    }

    /**
     * The name under which this process accepts and runs jobs.
     *
     * @param node by default {@code local}
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public JobsBuilder node(String node) {
        if (node.isBlank()) {
            throw new IllegalArgumentException("node name is blank; leave it out for \"local\"");
        }
        this.node = node;
        return this;
    }

    /**
     * How many jobs that have not ended this process holds at most; further ones are refused.
     *
     * @param limit by default 1 000 000, which at about 1 KB each is 1 GB
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public JobsBuilder maxLiveJobs(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("maxLiveJobs " + limit + " is below 1");
        }
        this.maxLiveJobs = limit;
        return this;
    }

    /**
     * Where the jitter of retries comes from.
     *
     * @param random called by one thread at a time; by default one with a random seed
     * @return this builder
     */
    public JobsBuilder random(RandomGenerator random) {
        this.random = random;
        return this;
    }

    /**
     * What a queue allows, as far as nobody has set other limits at run time: those are kept in the
     * store, and stay.
     *
     * @param queue one of the scheduler's queues
     * @param limits what it allows; by default {@link QueueLimits#NONE}
     * @return this builder
     */
    public JobsBuilder limits(String queue, QueueLimits limits) {
        this.limits.put(queue, limits);
        return this;
    }

    /**
     * Starts the runtime.
     *
     * @return the runtime, accepting jobs
     * @throws IllegalArgumentException if a queue with limits, a job's queue, or the default queue
     *     of a job that names none, does not exist in the scheduler; names the job and the queues
     *     there are
     */
    public Jobs build() {
        var settings =
                new Settings(
                        scheduler,
                        givenRegistry == null ? registry : givenRegistry,
                        store == null ? new MemoryJobStore() : store,
                        codec,
                        defaults,
                        defaultQueue,
                        node,
                        maxLiveJobs,
                        random == null ? RandomGenerator.getDefault() : random,
                        List.copyOf(listeners),
                        List.copyOf(interceptors),
                        Map.copyOf(limits));
        return new Jobs(JobRuntime.start(settings));
    }
}
