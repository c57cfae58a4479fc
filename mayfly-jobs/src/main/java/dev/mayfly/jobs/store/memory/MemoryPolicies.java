package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.QueuePolicyStore;

import java.util.List;
import java.util.TreeMap;

/** Policies of queues in memory. Safe for use by any thread; guarded by its own monitor. */
final class MemoryPolicies implements QueuePolicyStore {

    private final TreeMap<String, QueuePolicy> policies = new TreeMap<>();

    @Override
    public synchronized List<QueuePolicy> all() {
        return List.copyOf(policies.values());
    }

    @Override
    public synchronized boolean save(QueuePolicy next) {
        QueuePolicy before = policies.get(next.queue());
        if ((before == null ? 0 : before.version()) != next.version() - 1) {
            return false;
        }
        policies.put(next.queue(), next);
        return true;
    }
}
