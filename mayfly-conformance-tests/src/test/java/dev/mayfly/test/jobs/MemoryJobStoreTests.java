package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;

class MemoryJobStoreTests extends JobStoreContractTests {

    @Override
    protected JobStore newStore() {
        return new MemoryJobStore();
    }
}
