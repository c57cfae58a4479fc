package dev.mayfly.jobs.internal.explain;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Facts for many explanations at one moment: what is the same for all jobs of a queue is asked for
 * once. Used by one thread, for as long as a moment lasts.
 */
public final class SharedFacts implements Facts {

    private final Facts facts;
    private final Map<String, QueueLoad> loads = new HashMap<>();
    private final Map<String, Optional<JobRecord>> oldest = new HashMap<>();
    private @Nullable List<String> others;

    /**
     * Remembers.
     *
     * @param facts the answers
     */
    public SharedFacts(Facts facts) {
        this.facts = facts;
    }

    @Override
    public Instant now() {
        return facts.now();
    }

    @Override
    public QueuePolicy policy(String queue) {
        return facts.policy(queue);
    }

    /** Of a key it differs from job to job. */
    @Override
    public QueueLoad load(String queue, @Nullable JobRecord job) {
        return job != null && job.key() != null
                ? facts.load(queue, job)
                : loads.computeIfAbsent(queue, _ -> facts.load(queue, null));
    }

    @Override
    public @Nullable QueueSnapshot kernelQueue(String queue) {
        return facts.kernelQueue(queue);
    }

    @Override
    public @Nullable JobRecord oldestHere(String queue) {
        return oldest.computeIfAbsent(queue, _ -> Optional.ofNullable(facts.oldestHere(queue)))
                .orElse(null);
    }

    @Override
    public @Nullable Duration timeout(JobRecord job) {
        return facts.timeout(job);
    }

    @Override
    public boolean knows(String name) {
        return facts.knows(name);
    }

    @Override
    public List<String> others() {
        List<String> known = others;
        if (known == null) {
            known = facts.others();
            others = known;
        }
        return known;
    }

    @Override
    public String state(JobRecord job) {
        return facts.state(job);
    }
}
