package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.internal.admit.Gate;
import dev.mayfly.jobs.internal.admit.KernelQueues;
import dev.mayfly.jobs.internal.admit.QueuePolicies;
import dev.mayfly.jobs.internal.explain.Explainer;
import dev.mayfly.jobs.internal.explain.Facts;
import dev.mayfly.jobs.internal.explain.Promises;
import dev.mayfly.jobs.internal.explain.SharedFacts;
import dev.mayfly.jobs.internal.share.Sharing;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The policies of queues, as they act in this process: on the kernel's queues, on the gate where
 * the store is this process's own, and on what it takes where the store is shared.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class QueueRules {

    private static final Duration SEEN_FOR = Duration.ofMillis(200);

    private final JobRuntime runtime;
    private final QueuePolicies policies;
    private final Gate<LiveJob> gate;

    private final KernelQueues queues;

    private volatile boolean started;

    private volatile @Nullable Seen seen;

    /** The kernel's queues at one time, and of each the task that began first. */
    private record Seen(
            long at, Map<String, QueueSnapshot> queues, Map<String, TaskSnapshot> oldest) {}

    QueueRules(JobRuntime runtime, Settings settings) {
        this.runtime = runtime;
        var declared = new HashMap<String, QueueLimits>();
        this.queues = new KernelQueues(settings.scheduler());
        for (String queue : queues.names()) {
            declared.put(queue, settings.limits().getOrDefault(queue, QueueLimits.NONE));
        }
        settings.limits().keySet().forEach(this::check);
        this.gate = new Gate<>(settings.scheduler().clock(), runtime::handOver);
        this.policies =
                new QueuePolicies(
                        settings.store().policies(), runtime::now, declared, this::changed);
    }

    void start() {
        policies.start();
        started = true;
    }

    void close() {
        gate.close();
    }

    /**
     * Checks that this process has a queue.
     *
     * @param queue its name
     * @throws IllegalArgumentException if it has none; names those there are
     */
    public void check(String queue) {
        queues.check(queue);
    }

    // ---- what follows from a policy

    private void changed(QueuePolicy policy) {
        String queue = policy.queue();
        if (!queues.has(queue)) {
            return; // other nodes have it
        }
        queues.apply(policy);
        if (runtime.sharing() != null) {
            if (started) {
                runtime.sharing().look(queue);
            }
        } else {
            gate.changed(policy);
            countThoseThatRun(queue);
        }
    }

    /** Jobs that ran when the first rule came count too. */
    private void countThoseThatRun(String queue) {
        for (LiveJob job : runtime.live().all()) {
            JobRecord record = runtime.store().find(job.id()).orElse(null);
            if (record != null
                    && record.queue().equals(queue)
                    && record.state() == JobState.RUNNING) {
                gate.started(job, record);
            }
        }
    }

    /** Learns what others have changed. */
    void refresh() {
        policies.refresh();
        // Whoever releases the queues when the application is ready knows nothing of policies.
        for (QueueSnapshot queue : runtime.scheduler().outline().queues()) {
            if (!queue.paused() && policies.of(queue.name()).pause() != null) {
                queues.pause(queue.name());
            }
        }
    }

    // ---- jobs at the gate

    /** Whether a job may be handed to the kernel; otherwise it is, as soon as it may. */
    boolean admits(LiveJob job, JobRecord record) {
        if (runtime.sharing() != null) {
            return true; // whoever took it has decided
        }
        if (policies.restricts(record.queue())) {
            job.standsAtTheGate();
        }
        return gate.offer(job, record);
    }

    /** Whether an attempt may start that was handed over before its queue had rules. */
    boolean mayStart(LiveJob job, JobRecord record) {
        return gate.offer(job, record);
    }

    /** An attempt has started. */
    void started(LiveJob job, JobRecord running) {
        gate.started(job, running);
    }

    /** A job waits for its retry. */
    void retrying(LiveJob job, JobRecord waiting) {
        if (runtime.sharing() == null) {
            gate.retrying(job, waiting);
        }
    }

    /** A job has ended. */
    void ended(LiveJob job) {
        gate.ended(job);
    }

    // ---- what people do

    /**
     * Pauses a queue on all nodes.
     *
     * @param queue which
     * @param reason why
     * @param by who
     * @return false if it is paused already
     */
    public boolean pause(String queue, String reason, String by) {
        check(queue);
        var pause = new Pause(reason, by, runtime.now());
        return policies.change(
                queue,
                policy ->
                        policy.pause() != null ? null : policy.withPause(pause, by, pause.since()));
    }

    /**
     * Ends a pause.
     *
     * @param queue of which queue
     * @param by who
     * @return false if it is not paused
     */
    public boolean resume(String queue, String by) {
        check(queue);
        return policies.change(
                queue,
                policy ->
                        policy.pause() == null ? null : policy.withPause(null, by, runtime.now()));
    }

    /**
     * Sets other limits than the configuration's.
     *
     * @param queue of which queue
     * @param limits they
     * @param by who
     * @return false if it has these
     */
    public boolean limit(String queue, QueueLimits limits, String by) {
        check(queue);
        return policies.change(
                queue,
                policy ->
                        policy.limits().equals(limits) && !policy.declared()
                                ? null
                                : policy.withLimits(limits, false, by, runtime.now()));
    }

    /**
     * Sets limits and routing.
     *
     * @param queue of which queue
     * @param limits what it allows; if they are those that hold, it stays as it is whose they are
     * @param routing where its jobs run and how urgent they are
     * @param by who
     * @return false if it has these
     */
    public boolean change(String queue, QueueLimits limits, QueueRouting routing, String by) {
        check(queue);
        queues.check(routing);
        return policies.change(
                queue,
                policy -> {
                    boolean same = policy.limits().equals(limits);
                    return same && policy.routing().equals(routing)
                            ? null
                            : policy.withRules(
                                    limits, same && policy.declared(), routing, by, runtime.now());
                });
    }

    /**
     * The priority of jobs of a queue that ask for none.
     *
     * @param queue which
     * @return that of its policy, else that of this process's configuration; 10 if it has no such
     *     queue
     */
    int priority(String queue) {
        return queues.priority(policies.of(queue));
    }

    /**
     * Goes back to the limits, the engine and the priority of this process's configuration.
     *
     * @param queue of which queue
     * @param by who
     * @return false if it has these
     */
    public boolean reset(String queue, String by) {
        check(queue);
        QueueLimits limits = policies.declared(queue);
        return policies.change(
                queue,
                policy ->
                        policy.isAsConfigured() && policy.limits().equals(limits)
                                ? null
                                : policy.withRules(
                                        limits, true, QueueRouting.NONE, by, runtime.now()));
    }

    // ---- looking

    /**
     * What is known of the policies.
     *
     * @return always the same
     */
    public QueuePolicies policies() {
        return policies;
    }

    /** Why a job is where it is. */
    Explanation explain(JobRecord job) {
        return new Explainer(new Asked()).job(job);
    }

    /**
     * Why jobs are where they are.
     *
     * @param jobs which
     * @return what keeps each, by id
     */
    public Map<JobId, Explanation> explain(Collection<JobRecord> jobs) {
        var explainer = new Explainer(new SharedFacts(new Asked()));
        Map<JobId, Explanation> explanations = HashMap.newHashMap(jobs.size());
        jobs.forEach(job -> explanations.put(job.id(), explainer.job(job)));
        return explanations;
    }

    /**
     * Why a queue starts no more jobs.
     *
     * @param queue which
     * @return what keeps it
     */
    public Explanation explain(String queue) {
        check(queue);
        return new Explainer(new Asked()).queue(queue);
    }

    /**
     * What a queue promises.
     *
     * @param queue which
     * @return its card
     */
    public Guarantees guarantees(String queue) {
        check(queue);
        StoreInfo store = runtime.store().info();
        QueueSnapshot here = seen().queues().get(queue);
        return Promises.of(
                new Promises.Basis(
                        queue,
                        store.type(),
                        store.durable(),
                        Sharing.LEASE,
                        Sharing.LOOK,
                        here == null ? Integer.MAX_VALUE : here.concurrency(),
                        policies.of(queue).limits()));
    }

    /** A snapshot shows every task: a page of explanations shares one. */
    private Seen seen() {
        long now = runtime.clock().nanoTime();
        Seen before = seen;
        if (before != null && now - before.at() < SEEN_FOR.toNanos()) {
            return before;
        }
        KernelSnapshot kernel = runtime.scheduler().snapshot();
        var queues = new HashMap<String, QueueSnapshot>();
        for (QueueSnapshot queue : kernel.queues()) {
            queues.put(queue.name(), queue);
        }
        var oldest = new HashMap<String, TaskSnapshot>();
        for (TaskSnapshot task : kernel.tasks()) {
            if (task.parent() == null && task.runs() > 0) {
                oldest.merge(
                        task.queue(),
                        task,
                        (one, other) -> one.age().compareTo(other.age()) >= 0 ? one : other);
            }
        }
        var fresh = new Seen(now, queues, oldest);
        seen = fresh;
        return fresh;
    }

    /** What explanations ask for. */
    private final class Asked implements Facts {

        @Override
        public Instant now() {
            return runtime.now();
        }

        @Override
        public QueuePolicy policy(String queue) {
            return policies.of(queue);
        }

        @Override
        public QueueLoad load(String queue, @Nullable JobRecord job) {
            Runners runners = runtime.store().runners().orElse(null);
            return runners == null ? gate.load(queue, job) : runners.load(queue, job);
        }

        @Override
        public @Nullable QueueSnapshot kernelQueue(String queue) {
            return seen().queues().get(queue);
        }

        @Override
        public @Nullable JobRecord oldestHere(String queue) {
            TaskSnapshot oldest = seen().oldest().get(queue);
            if (oldest == null) {
                return null;
            }
            for (LiveJob job : runtime.live().all()) {
                TaskHandle<?> task = job.task();
                if (task != null && task.id().equals(oldest.id())) {
                    return runtime.store().find(job.id()).orElse(null);
                }
            }
            return null; // it is no job
        }

        @Override
        public @Nullable Duration timeout(JobRecord job) {
            return runtime.plans().of(job.envelope()).task().timeout();
        }

        @Override
        public boolean knows(String name) {
            return runtime.registry().find(name).isPresent();
        }

        @Override
        public List<String> others() {
            return runtime.store().runners().map(Runners::list).orElse(List.of()).stream()
                    .filter(runner ->
                            runner.state() == RunnerInfo.State.ALIVE
                                    && !runner.node().equals(runtime.node()))
                    .map(RunnerInfo::node)
                    .distinct()
                    .toList();
        }

        @Override
        public String state(JobRecord job) {
            return job.state() == JobState.BLOCKED
                    ? Reasons.blocked(job, runtime.store())
                    : Reasons.of(
                            job,
                            runtime.live().find(job.id()),
                            runtime.plans().of(job.envelope()).retry());
        }
    }
}
