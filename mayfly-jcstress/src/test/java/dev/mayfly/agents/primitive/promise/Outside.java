package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.kernel.Scheduler;

/** One scheduler for all states of a test: there are millions of them. */
final class Outside {

    static final Surroundings SURROUNDINGS = new Surroundings(Scheduler.builder().build());

    private Outside() {}
}
