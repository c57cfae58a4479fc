package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Rules of queues that come while jobs are there, where all jobs are one process's. */
class LimitTests {

    @Test
    void holdsBackWhatStoodInTheKernelsLineBeforeTheRule() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var h =
                Harness.of(
                        "job",
                        (payload, job) -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            for (int i = 0; i < 50; i++) {
                                Thread.yield();
                            }
                            running.decrementAndGet();
                            return payload;
                        })) {
            h.scheduler.pause("default");
            List<JobHandle<?>> handles = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                handles.add(h.jobs.submit("job", "" + i));
            }
            h.jobs.queues().limit("default", QueueLimits.NONE.withGlobal(1), "ada");
            h.scheduler.resume("default");
            for (JobHandle<?> handle : handles) {
                handle.await();
            }
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void keepsAJobAtTheGateThatTimedOutBefore() throws Exception {
        var tries = new AtomicInteger();
        try (var h =
                new Harness(jobs ->
                        jobs.define(
                                        Harness.text(
                                                        "slow",
                                                        (payload, job) -> {
                                                            if (tries.incrementAndGet() == 1) {
                                                                job.task()
                                                                        .sleep(Duration.ofDays(1));
                                                            }
                                                            return payload;
                                                        })
                                                .withKey(payload -> "k")
                                                .withSettings(
                                                        dev.mayfly.jobs.handler.JobSettings.DEFAULTS
                                                                .withTimeout(
                                                                        Duration.ofSeconds(1))))
                                .limits(
                                        "default",
                                        QueueLimits.NONE.withOrder(KeyOrder.OVERTAKE)))) {
            JobHandle<?> slow = h.jobs.submit("slow", "a");
            h.settle();
            h.step(Duration.ofSeconds(1));
            h.awaitState(slow, JobState.AWAITING_RETRY);
            h.jobs.queues().pause("default", "why", "ada");
            h.step(Duration.ofHours(1));
            assertThat(h.state(slow.id())).isEqualTo(JobState.READY);
            h.jobs.queues().resume("default", "ada");
            assertThat(slow.await()).isEqualTo("a");
        }
    }
}
