package dev.mayfly.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.kernel.Scheduler;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

class AwaitedJobTests {

    private final CompletableFuture<JobHandle<?>> child = new CompletableFuture<>();
    private final CompletableFuture<Long> waiter = new CompletableFuture<>();

    private String run(String payload, dev.mayfly.jobs.handler.JobContext job)
            throws InterruptedException {
        if (payload.equals("child")) {
            job.task().awaitSignal("go");
            return "fine";
        }
        JobHandle<String> handle = job.submit("job", "child");
        waiter.complete(job.task().id().value());
        child.complete(handle);
        return handle.await();
    }

    @Test
    void leavesNoSignalBehindForAWaitThatWasCancelled() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().build();
                Jobs jobs =
                        Jobs.builder(scheduler)
                                .define(
                                        JobDefinition.of(
                                                "job", String.class, String.class, this::run))
                                .build()) {
            JobHandle<String> parent = jobs.submit("job", "parent");
            var key = new AwaitedJob(child.get().id(), waiter.get());
            parent.cancel();
            Assertions.assertThatThrownBy(parent::await).isInstanceOf(JobCancelledException.class);
            scheduler.signal("go");
            assertThat(child.get().await()).isEqualTo("fine");
            assertThat(scheduler.<Boolean>runBlocking(task -> task.awaitSignal(key, Duration.ZERO)))
                    .isFalse();
        }
    }
}
