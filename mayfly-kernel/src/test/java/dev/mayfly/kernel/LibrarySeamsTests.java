package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** What libraries on the kernel, such as agents, ask of a scheduler beside submitting. */
@Timeout(60)
class LibrarySeamsTests {

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler = Scheduler.builder().clock(clock).queue("default").build();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void aTaskFindsItsOwnCallsAndNobodyElseFindsAny() throws Exception {
        assertThat(scheduler.current()).isEmpty();
        assertThat(
                        scheduler.<Boolean>runBlocking(task ->
                                scheduler.current().map(TaskContext::id).orElseThrow()
                                        == task.id()))
                .isTrue();
        try (Scheduler other = Scheduler.builder().queue("default").build()) {
            assertThat(scheduler.<Boolean>runBlocking(task -> other.current().isEmpty())).isTrue();
        }
    }

    @Test
    void aStageIsAwaitedByTasksAsASystemCall() throws Exception {
        var stage = new CompletableFuture<String>();
        var task = scheduler.spawn(t -> scheduler.awaitStage("the answer", stage, null));
        Eventually.await("a wait", () -> task.reason().contains("the answer"));

        stage.complete("42");

        assertThat(task.await().get()).isTrue();
    }

    @Test
    void aStageIsAwaitedByThreadsUntilItComesOrTheTimeIsUp() throws Exception {
        var stage = new CompletableFuture<String>();
        assertThat(scheduler.awaitStage("the answer", stage, Duration.ZERO)).isFalse();
        var result = new CompletableFuture<Boolean>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        var limit = Duration.ofHours(1);
                        result.complete(scheduler.awaitStage("the answer", stage, limit));
                    } catch (InterruptedException e) {
                        result.completeExceptionally(e);
                    }
                });
        Eventually.await("a timer", () -> scheduler.snapshot().waits().timers() > 0);
        clock.advance(Duration.ofHours(1));

        assertThat(result.join()).isFalse();
        stage.completeExceptionally(new IllegalStateException("failed is completed, too"));
        assertThat(scheduler.awaitStage("the answer", stage, null)).isTrue();
    }

    @Test
    void aSignalThatWasKeptCanBeTakenBack() {
        assertThat(scheduler.takeSignal("key")).isFalse();
        scheduler.signal("key");

        assertThat(scheduler.takeSignal("key")).isTrue();
        assertThat(scheduler.takeSignal("key")).isFalse();
        assertThat(scheduler.snapshot().waits().kept()).isZero();
    }

    @Test
    void aServiceIsNotWaitedForAndTakesNoSlot() throws Exception {
        scheduler.concurrency("default", 1);
        var began = new CountDownLatch(1);
        var service =
                scheduler.spawnService(
                        "default",
                        TaskOptions.named("server"),
                        task -> {
                            began.countDown();
                            task.awaitSignal("for ever");
                            return "never";
                        });
        began.await();

        assertThat(scheduler.<String>runBlocking(task -> "served beside it")).isNotNull();
        Eventually.await("the task that was served is gone", scheduler::isQuiet);
        assertThat(scheduler.shutdown(Duration.ofMinutes(1)).outcome())
                .isEqualTo(ShutdownReport.Outcome.CLEAN);
        assertThat(service.state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void anEngineThatOwnsCarriersShowsThem() {
        assertThat(scheduler.carriers("default").isPresent())
                .isEqualTo(VirtualThreads.canOwnCarriers());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.carriers("nowhere"))
                .withMessageContaining("nowhere");
    }
}
