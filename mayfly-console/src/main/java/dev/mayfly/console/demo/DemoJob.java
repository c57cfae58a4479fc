package dev.mayfly.console.demo;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in job {@value #NAME}: ten steps of {@link #STEP} each, with progress, a log that says
 * what the reader sees, and a result. It touches nothing of the host's.
 *
 * <p>It enters the host's registry when it is first run, not before: an application that never asks
 * for it never sees its name. It is offered only while no job was ever submitted, so a host that
 * has work never sees it either.
 */
public final class DemoJob {

    /** The job's name. Names that begin with {@code mayfly-} are Mayfly's. */
    public static final String NAME = "mayfly-demo";

    /** How long each step sleeps: slow enough to be watched, 7 s in all. */
    public static final Duration STEP = Duration.ofMillis(700);

    private static final String FAVOURITE_QUEUE = "default";

    /** The host's default may be shorter than the demo. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final List<String> LINES =
            List.of(
                    "This is a job: it has a name, a queue, and a page of its own, which you read.",
                    "Its lines and its progress come to this page by themselves; nothing is"
                            + " reloaded.",
                    "Between two steps it sleeps by a system call, so the kernel knows what it"
                            + " waits for.",
                    "The page of tasks shows that wait with its reason, beside all others.",
                    "Cancel would end it at its next step. What it did until then stays visible.",
                    "Had it failed, it would be tried again as declared, and kept here if that was"
                            + " in vain.",
                    "Limits, pauses and priorities of its queue hold for it as for every job.",
                    "The timeline is drawn to scale: what it waited, and how long it ran.",
                    "What a job returns is kept as its result, and hidden here unless configured.",
                    "Put @MayflyJob on a method of a bean, submit it, and it looks like this.");

    private final JobDefinition<@Nullable Void, String> definition =
            new JobDefinition<>(
                    NAME,
                    Void.class,
                    String.class,
                    null,
                    JobSettings.DEFAULTS.withRetry(RetryPolicy.NONE).withTimeout(TIMEOUT),
                    DemoJob::walk,
                    Set.of(),
                    null,
                    null);
    private final Scheduler scheduler;
    private final Jobs jobs;

    /**
     * The demo job of an application.
     *
     * @param scheduler whose queues it may run in
     * @param jobs where it is submitted
     */
    public DemoJob(Scheduler scheduler, Jobs jobs) {
        this.scheduler = scheduler;
        this.jobs = jobs;
    }

    /**
     * Whether a newcomer should be offered the job: no job was ever submitted, there is a queue,
     * and the host has no job of this name itself.
     *
     * @return true if {@link #submit} makes sense
     */
    public boolean isOffered() {
        return noJobEver(jobs) && queue().isPresent() && !nameTaken();
    }

    /**
     * Whether the store never accepted a job, since it began.
     *
     * @param jobs the jobs
     * @return true until the first submission, whatever is removed later
     */
    public static boolean noJobEver(Jobs jobs) {
        return noJobEver(jobs.counters());
    }

    /**
     * Whether the store never accepted a job, since it began.
     *
     * @param counters what the store has counted
     * @return true until the first submission, whatever is removed later
     */
    public static boolean noJobEver(Map<String, QueueCounters> counters) {
        return counters.values().stream().allMatch(DemoJob::untouched);
    }

    private static boolean untouched(QueueCounters queue) {
        return queue.entered().values().stream().allMatch(times -> times == 0);
    }

    /**
     * Submits the job, and makes it known to the registry if it is not yet. It runs in the queue
     * {@code default}; where there is none, or it is paused, in the first that is not paused.
     *
     * @return the job's id; empty if the host has a job of this name itself, or no queue
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    public Optional<JobId> submit() {
        Optional<String> queue = queue();
        if (queue.isEmpty() || !register()) {
            return Optional.empty();
        }
        JobOptions options = JobOptions.DEFAULTS.withQueue(queue.get());
        return Optional.of(jobs.submit(NAME, null, options).id());
    }

    private synchronized boolean register() {
        if (nameTaken()) {
            return false;
        }
        if (jobs.registry().find(NAME).isEmpty()) {
            jobs.registry().register(definition);
        }
        return true;
    }

    private boolean nameTaken() {
        return jobs.registry().find(NAME).filter(other -> other != definition).isPresent();
    }

    private Optional<String> queue() {
        List<QueueSnapshot> queues = scheduler.snapshot().queues();
        List<QueueSnapshot> going = queues.stream().filter(queue -> !queue.paused()).toList();
        // Paused altogether, it waits and its page says why.
        List<String> names =
                (going.isEmpty() ? queues : going).stream().map(QueueSnapshot::name).toList();
        return names.contains(FAVOURITE_QUEUE)
                ? Optional.of(FAVOURITE_QUEUE)
                : names.stream().findFirst();
    }

    private static String walk(@Nullable Void nothing, JobContext job) {
        int steps = LINES.size();
        for (int step = 1; step <= steps; step++) {
            job.log(LINES.get(step - 1));
            job.task().sleep(STEP);
            job.progress(step, steps);
        }
        return "Ten steps, ten waits, one line of log each.";
    }
}
