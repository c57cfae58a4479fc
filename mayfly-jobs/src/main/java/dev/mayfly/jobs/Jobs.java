package dev.mayfly.jobs;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.internal.JobRuntime;
import dev.mayfly.jobs.internal.Settings;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Runs named jobs on a {@link Scheduler}.
 *
 * <pre>{@code
 * try (Scheduler scheduler = Scheduler.builder().queue("mail", q -> q.concurrency(4)).build();
 *         Jobs jobs = Jobs.builder(scheduler)
 *                 .define(JobDefinition.of("greet", String.class, String.class,
 *                         (name, job) -> "Hello " + name).withQueue("mail"))
 *                 .build()) {
 *     System.out.println(jobs.<String>submit("greet", "Ada").await());
 * }
 * }</pre>
 *
 * <p>An accepted job reaches a terminal state and starts at least once, for as long as its store
 * lives: the default {@link MemoryJobStore} ends with the process. Waiting jobs (delayed, between
 * attempts, recurring) hold neither thread nor task; one system task, {@value #TIMEKEEPER}, knows
 * the next due time.
 *
 * <p>When the scheduler shuts down, new jobs are refused with a {@link JobRejectedException}, those
 * in its queues are drained until its deadline, and those it then interrupts go back to READY: a
 * store that outlives the process starts them again, the memory store loses them. Their handles
 * complete with a {@link JobRejectedException} that says so.
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public final class Jobs implements AutoCloseable {

    /** The name of the system task that starts jobs whose time has come. */
    public static final String TIMEKEEPER = JobRuntime.TIMEKEEPER;

    private static final int LOG_PAGE = 1_000;

    private final JobRuntime runtime;
    private final Recurring recurring;

    private Jobs(JobRuntime runtime) {
        this.runtime = runtime;
        this.recurring = new Recurring(runtime.recurring());
    }

    /**
     * Begins to build.
     *
     * @param scheduler what the jobs run on; stays the caller's to shut down
     * @return a builder with the memory store, the simple codec and no jobs
     */
    public static Builder builder(Scheduler scheduler) {
        return new Builder(scheduler);
    }

    /**
     * Submits a job.
     *
     * @param name its name or an alias
     * @param payload the payload; null for none
     * @param <R> the type of the result, taken on trust
     * @return its handle, as soon as the store has accepted it
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    public <R extends @Nullable Object> JobHandle<R> submit(String name, @Nullable Object payload) {
        return submit(name, payload, JobOptions.DEFAULTS);
    }

    /**
     * Submits a job with options.
     *
     * @param name its name or an alias
     * @param payload the payload; null for none
     * @param options what is to be otherwise than the definition says
     * @param <R> the type of the result, taken on trust
     * @return its handle, as soon as the store has accepted it
     * @throws UnknownJobException if there is no job of that name
     * @throws PayloadException if the payload does not fit the job or cannot be encoded
     * @throws IllegalArgumentException if the queue in the options does not exist
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    @SuppressWarnings("unchecked") // the caller names the type of the result, as documented
    public <R extends @Nullable Object> JobHandle<R> submit(
            String name, @Nullable Object payload, JobOptions options) {
        return (JobHandle<R>) runtime.submitter().submit(name, payload, options);
    }

    /**
     * Submits many jobs, all of them or none.
     *
     * @param requests the jobs
     * @return their handles, in order
     * @throws UnknownJobException if there is no job of one of the names
     * @throws PayloadException if one of the payloads does not fit or cannot be encoded
     * @throws IllegalArgumentException if the queue in one of the options does not exist
     * @throws JobRejectedException if the process shuts down or would hold too many jobs
     */
    public List<JobHandle<?>> submitAll(List<JobRequest> requests) {
        return runtime.submitter()
                .submitAll(
                        requests.size(),
                        i -> requests.get(i).name(),
                        i -> requests.get(i).payload(),
                        i -> requests.get(i).options());
    }

    /**
     * Looks up a job.
     *
     * @param id which
     * @return its record; empty if there never was one or it was removed since
     */
    public Optional<JobRecord> find(JobId id) {
        return runtime.store().find(id);
    }

    /**
     * A handle of a job that was submitted earlier. The result of one that has ended is decoded
     * from the store, as its definition says.
     *
     * @param id which
     * @return the handle; empty if there never was such a job or it was removed since
     */
    public Optional<JobHandle<?>> handle(JobId id) {
        return runtime.handle(id);
    }

    /**
     * Searches jobs, those accepted last first.
     *
     * @param query what to look for
     * @return a page of records
     */
    public JobPage query(JobQuery query) {
        return runtime.store().query(query);
    }

    /**
     * How many jobs are where, by queue. Costs nothing that grows with the number of jobs.
     *
     * @return the counters of every queue that ever had a job
     */
    public Map<String, QueueCounters> counters() {
        return runtime.store().counters();
    }

    /**
     * Reads the log of a job, at most 1000 lines at a time.
     *
     * @param id which job
     * @param from the index of the first line wanted, 0 for the beginning, {@link LogPage#next()}
     *     for what came since
     * @return the lines kept from there on
     */
    public LogPage log(JobId id, long from) {
        return runtime.store().log(id, from, LOG_PAGE);
    }

    /**
     * Why a job is where it is, as one sentence for people, from the very facts that decide.
     *
     * @param id which
     * @return for instance {@code waits until 2026-01-01T00:10:00Z, then attempt 3 of 5}; empty if
     *     there is no such job
     */
    public Optional<String> reason(JobId id) {
        return runtime.reason(id);
    }

    /**
     * The kernel task of a job.
     *
     * @param id which job
     * @return the task that carries its attempt or stands in the queue for it; empty if there is
     *     none
     */
    public Optional<TaskId> task(JobId id) {
        return runtime.task(id);
    }

    /**
     * Asks a job to end, in whatever state it is. One that waits is CANCELLED at once; one that
     * runs is interrupted, and CANCELLED when its handler has given up. A handler that returns a
     * result all the same has SUCCEEDED.
     *
     * @param id which
     * @return true if the job had not ended and this was the first request
     */
    public boolean cancel(JobId id) {
        return runtime.cancel(id);
    }

    /**
     * Makes a job that FAILED or was CANCELLED ready again, with all its attempts before it.
     * Handles given out before stay as they ended; {@link #handle} gives a new one.
     *
     * @param id which
     * @return true if done; false if it is in another state or is not there
     * @throws JobRejectedException if the process shuts down
     */
    public boolean retry(JobId id) {
        return runtime.redrive(id);
    }

    /**
     * The job of this runtime that the calling thread runs. ({@link JobContext#current()} finds
     * those of every runtime in the process.)
     *
     * @return its context; empty if it runs none
     */
    public Optional<JobContext> current() {
        return runtime.current();
    }

    /**
     * The jobs that recur.
     *
     * @return the means to schedule, list, pause and trigger them
     */
    public Recurring recurring() {
        return recurring;
    }

    /** {@return the jobs that can be submitted; some may be added at any time} */
    public JobRegistry registry() {
        return runtime.registry();
    }

    /** {@return the store, as given to the builder} */
    public JobStore store() {
        return runtime.store();
    }

    /**
     * The name under which this process accepts and runs jobs.
     *
     * @return as given to the builder
     */
    public String node() {
        return runtime.node();
    }

    /**
     * The rules for failed attempts of a job whose definition and options name none.
     *
     * @return the runtime's default
     */
    public RetryPolicy defaultRetry() {
        return runtime.defaultRetry();
    }

    /**
     * Adds a listener. Adding it again makes it hear everything twice.
     *
     * @param listener to be told of every change from now on
     */
    public void addListener(JobListener listener) {
        runtime.listeners().add(listener);
    }

    /**
     * Removes a listener; one that was never added is ignored.
     *
     * @param listener not to be told any more
     */
    public void removeListener(JobListener listener) {
        runtime.listeners().remove(listener);
    }

    /**
     * How often a listener threw.
     *
     * @return the number since the start
     */
    public long listenerFailures() {
        return runtime.listeners().failures();
    }

    /**
     * Refuses new jobs and starts none whose time comes; those in the scheduler's queues still run.
     * The scheduler and the store stay open. Closing again does nothing. Called by itself when the
     * scheduler begins to shut down.
     */
    @Override
    public void close() {
        runtime.close();
    }

    /** Puts a job runtime together. */
    public static final class Builder {

        private final Scheduler scheduler;
        private final JobRegistry registry = new JobRegistry();
        private final List<JobListener> listeners = new ArrayList<>();
        private final List<JobInterceptor> interceptors = new ArrayList<>();
        private @Nullable JobRegistry givenRegistry;
        private @Nullable JobStore store;
        private PayloadCodec codec = PayloadCodec.simple();
        private JobSettings defaults = JobSettings.DEFAULTS;
        private String defaultQueue = "default";
        private String node = "local";
        private int maxLiveJobs = 1_000_000;
        private @Nullable RandomGenerator random;

        private Builder(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        /**
         * Adds a job.
         *
         * @param definition the job
         * @return this builder
         * @throws IllegalStateException if its name or an alias is taken
         */
        public Builder define(JobDefinition<?, ?> definition) {
            (givenRegistry == null ? registry : givenRegistry).register(definition);
            return this;
        }

        /**
         * Uses a registry made elsewhere. Jobs defined on this builder before are added to it.
         *
         * @param registry the registry
         * @return this builder
         */
        public Builder registry(JobRegistry registry) {
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
        public Builder store(JobStore store) {
            this.store = store;
            return this;
        }

        /**
         * How payloads and results become JSON.
         *
         * @param codec by default {@link PayloadCodec#simple()}
         * @return this builder
         */
        public Builder codec(PayloadCodec codec) {
            this.codec = codec;
            return this;
        }

        /**
         * How attempts are run where neither the submission nor the definition says.
         *
         * @param defaults by default {@link RetryPolicy#DEFAULT}, no time-out, the queue's priority
         * @return this builder
         */
        public Builder defaults(JobSettings defaults) {
            this.defaults = defaults;
            return this;
        }

        /**
         * Where jobs run for which neither the submission nor the definition names a queue.
         *
         * @param queue by default {@code default}
         * @return this builder
         */
        public Builder defaultQueue(String queue) {
            this.defaultQueue = queue;
            return this;
        }

        /**
         * Adds a listener.
         *
         * @param listener to be told of every change
         * @return this builder
         */
        public Builder listener(JobListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Adds an interceptor inside those added before.
         *
         * @param interceptor wraps submissions and attempts
         * @return this builder
         */
        public Builder interceptor(JobInterceptor interceptor) {
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
        public Builder node(String node) {
            if (node.isBlank()) {
                throw new IllegalArgumentException(
                        "node name is blank; leave it out for \"local\"");
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
        public Builder maxLiveJobs(int limit) {
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
        public Builder random(RandomGenerator random) {
            this.random = random;
            return this;
        }

        /**
         * Starts the runtime.
         *
         * @return the runtime, accepting jobs
         * @throws IllegalArgumentException if a job's queue, or the default queue of a job that
         *     names none, does not exist in the scheduler; names the job and the queues there are
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
                            List.copyOf(interceptors));
            return new Jobs(JobRuntime.start(settings));
        }
    }
}
