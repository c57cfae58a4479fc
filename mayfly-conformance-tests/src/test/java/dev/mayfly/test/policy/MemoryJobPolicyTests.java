package dev.mayfly.test.policy;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.test.jobs.JobPolicyContractTests;

import java.util.List;

/** The policies of queues in the store of one process. */
class MemoryJobPolicyTests extends JobPolicyContractTests {

    @Override
    protected List<JobStore> newStores() {
        return List.of(new MemoryJobStore());
    }
}
