package dev.mayfly.jobs.internal.plan;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plans of the jobs. Most submissions have no options of their own, so there is one plan a
 * definition, made once. Safe for use by any thread.
 */
public final class Plans {

    private record Known(JobDefinition<?, ?> definition, Plan plan) {}

    private final JobRegistry registry;
    private final JobSettings defaults;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

    /**
     * Plans for the jobs of a registry.
     *
     * @param registry the definitions
     * @param defaults what neither options nor definition say
     */
    public Plans(JobRegistry registry, JobSettings defaults) {
        this.registry = registry;
        this.defaults = defaults;
    }

    /**
     * The plan of a job, also of one that no definition exists for any more.
     *
     * @param envelope the job
     * @return how its attempts are run
     */
    public Plan of(JobEnvelope envelope) {
        String name = envelope.name();
        JobOptions options = envelope.options();
        JobDefinition<?, ?> definition = definition(name);
        boolean own =
                options.priority() != null || options.timeout() != null || options.retry() != null;
        if (own || definition == null) {
            return Plan.of(name, options, definition, defaults);
        }
        Known before = known.get(name);
        if (before != null && before.definition == definition) {
            return before.plan;
        }
        Plan plan = Plan.of(name, JobOptions.DEFAULTS, definition, defaults);
        known.put(name, new Known(definition, plan));
        return plan;
    }

    /**
     * The attempts that a job has before it: those that come, where it waits for its retry, else
     * those that would, if its present or next attempt failed now.
     *
     * @param job as it is
     * @param now the time
     * @return none if it has ended, or the next failure is the last
     */
    public RetryPreview preview(JobRecord job, Instant now) {
        if (job.state().isTerminal()) {
            return RetryPreview.NONE;
        }
        RetryPolicy retry = of(job.envelope()).retry();
        Instant due = job.dueAt();
        if (job.state() != JobState.AWAITING_RETRY || due == null) {
            return retry.preview(job.failures() + 1, now);
        }
        var attempts = new ArrayList<RetryPreview.NextAttempt>();
        // Its wait was drawn when it failed, and is stored.
        Duration wait = Duration.between(job.changedAt(), due);
        attempts.add(new RetryPreview.NextAttempt(job.failures() + 1, wait, wait, due, due));
        RetryPreview then = retry.preview(job.failures() + 1, due);
        attempts.addAll(then.attempts());
        int shown = Math.min(attempts.size(), RetryPreview.MOST);
        return new RetryPreview(attempts.subList(0, shown), then.more() + attempts.size() - shown);
    }

    private @Nullable JobDefinition<?, ?> definition(String name) {
        return registry.find(name).orElse(null);
    }
}
