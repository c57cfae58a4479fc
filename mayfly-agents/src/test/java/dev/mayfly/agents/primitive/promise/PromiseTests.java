package dev.mayfly.agents.primitive.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.IsoConsumedException;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.Together;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.sim.SimulationContext;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(120)
class PromiseTests {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Scheduler scheduler = Scheduler.builder().build();
    private final Surroundings surroundings = new Surroundings(scheduler);
    private final LocalPromise<String> promise = new LocalPromise<>(surroundings, "the answer");

    @AfterEach
    void close() {
        surroundings.close();
        scheduler.shutdown(Duration.ZERO);
    }

    // ---- the first wins

    @Test
    void theFirstValueStays() throws Exception {
        assertThat(promise.isDone()).isFalse();
        assertThat(promise.tryGet()).isNull();

        assertThat(promise.complete(Val.of("one"))).isTrue();
        assertThat(promise.complete(Val.of("two"))).isFalse();
        assertThat(promise.fail(new IllegalStateException())).isFalse();
        assertThat(promise.cancel()).isFalse();

        assertThat(promise.isDone()).isTrue();
        assertThat(promise.tryGet()).isEqualTo("one");
        assertThat(promise.await()).isEqualTo("one");
        assertThat(promise.await(Duration.ZERO)).isEqualTo("one");
        assertThat(promise.future()).isCompletedWithValue("one");
        assertThat(promise).hasToString("Promise (the answer, completed)");
    }

    @Test
    void aFailureGivesItsCauseToEveryone() {
        var cause = new IllegalStateException("no quotes today");
        CompletableFuture<String> before = promise.future();

        assertThat(promise.fail(cause)).isTrue();
        assertThat(promise.complete(Val.of("late"))).isFalse();

        assertThatThrownBy(promise::await)
                .isInstanceOf(PromiseFailedException.class)
                .hasMessage("the answer was failed: " + cause)
                .hasCause(cause);
        assertThatThrownBy(promise::tryGet).isInstanceOf(PromiseFailedException.class);
        assertThatThrownBy(before::join).hasCause(cause);
        assertThatThrownBy(promise.future()::join).hasCause(cause);
        assertThat(promise).hasToString("Promise (the answer, failed)");
    }

    @Test
    void aCancellationIsToldToEveryone() {
        CompletableFuture<String> before = promise.future();

        assertThat(promise.cancel()).isTrue();
        assertThat(promise.fail(new IllegalStateException())).isFalse();

        assertThatThrownBy(promise::await)
                .isInstanceOf(CancellationException.class)
                .hasMessage("the answer was cancelled");
        assertThat(before.isCancelled()).isTrue();
        assertThat(promise.future().isCancelled()).isTrue();
        assertThat(promise).hasToString("Promise (the answer, cancelled)");
    }

    @Test
    void takesNoNull() {
        assertThatNullPointerException().isThrownBy(() -> promise.fail(none()));
        assertThatNullPointerException().isThrownBy(() -> promise.complete(none()));
        assertThatNullPointerException().isThrownBy(() -> promise.await(none()));
        assertThat(promise.isDone()).isFalse();
    }

    private static <T> T none() {
        return new AtomicReference<T>().get();
    }

    // ---- what is unique

    @Test
    void anIsoThatComesLateIsKept() {
        promise.complete(Val.of("one"));
        Iso<String> late = Iso.of("two");

        assertThat(promise.complete(late)).isFalse();

        assertThat(late.take()).isEqualTo("two");
    }

    @Test
    void anIsoThatWinsIsUsedUp() {
        Iso<String> iso = Iso.of("one");

        assertThat(promise.complete(iso)).isTrue();

        assertThat(iso.isConsumed()).isTrue();
    }

    @Test
    void anIsoThatWasGivenAwayLeavesThePromiseAsItIs() {
        Iso<String> iso = Iso.of("one");
        iso.take();

        assertThatThrownBy(() -> promise.complete(iso)).isInstanceOf(IsoConsumedException.class);

        assertThat(promise.complete(Val.of("two"))).isTrue();
    }

    // ---- waiting

    @Test
    void aTaskWaitsForAReasonThatIsSeen() throws Exception {
        TaskHandle<String> task = scheduler.spawn(t -> promise.await());
        awaitWaiting(task);
        assertThat(task.reason().toString()).contains("the answer");

        promise.complete(Val.of("one"));

        assertThat(task.await()).isEqualTo(new JoinResult.Success<>("one"));
    }

    @Test
    void aThreadWaitsToo() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var got = new AtomicReference<String>();
        Thread thread = Together.start(() -> got.set(promise.await(Duration.ofHours(1))), failure);
        Together.await("it waits", () -> promise.copies() == 1);

        promise.complete(Val.of("one"));
        thread.join();

        assertThat(got).hasValue("one");
    }

    @Test
    void aWaitEndsWhenItsTimeIsUpAndLeavesNothing() {
        Simulation.withSeed(1)
                .run(sim -> {
                    try (var outside = new Surroundings(sim.scheduler())) {
                        var late = new LocalPromise<String>(outside, "the answer");
                        TaskHandle<String> task = sim.scheduler().spawn(t -> late.await(SECOND));
                        sim.runFor(SECOND.minusNanos(1));
                        assertThat(task.state().isTerminal()).isFalse();
                        sim.runFor(Duration.ofNanos(1));

                        assertThat(sim.await(task))
                                .isInstanceOfSatisfying(
                                        JoinResult.Failure.class,
                                        failed ->
                                                assertThat(failed.cause())
                                                        .isInstanceOf(TimeoutException.class)
                                                        .hasMessageContaining(
                                                                "the answer has not come within"
                                                                        + " PT1S"));
                        assertThat(late.copies()).isZero();
                        assertThat(late.complete(Val.of("one"))).isTrue();
                    }
                });
    }

    @Test
    void anEndedWaitIsTakenOutFromBetweenOthers() {
        CompletableFuture<String> first = promise.future();
        TaskHandle<String> task = scheduler.spawn(t -> promise.await());
        awaitWaiting(task);
        CompletableFuture<String> last = promise.future();
        assertThat(promise.copies()).isEqualTo(3);

        task.cancel();
        Together.await("it is forgotten", () -> promise.copies() == 2);

        promise.complete(Val.of("one"));
        assertThat(List.of(first, last)).allMatch(copy -> "one".equals(copy.join()));
    }

    @Test
    void aLookDoesNotWait() {
        assertThatThrownBy(() -> promise.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> promise.await(SECOND.negated()))
                .isInstanceOf(TimeoutException.class);
        assertThat(promise.copies()).isZero();
    }

    @Test
    void cancellingWhoWaitsDoesNotCancelThePromise() throws Exception {
        TaskHandle<String> task = scheduler.spawn(t -> promise.await());
        awaitWaiting(task);

        task.cancel();

        assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
        assertThat(promise.complete(Val.of("one"))).isTrue();
    }

    @Test
    void aThreadThatIsInterruptedWaitsNoLonger() throws Exception {
        var failure = new AtomicReference<Throwable>();
        Thread thread = Together.start(promise::await, failure);
        Together.await("it waits", () -> promise.copies() == 1);

        thread.interrupt();
        thread.join();

        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        assertThat(promise.copies()).isZero();
    }

    @Test
    void whatIsDoneToACopyDoesNothingToThePromise() {
        CompletableFuture<String> copy = promise.future();
        copy.complete("forged");

        assertThat(promise.isDone()).isFalse();
        assertThat(promise.complete(Val.of("one"))).isTrue();
        assertThat(copy.join()).isEqualTo("forged");
        assertThat(promise.tryGet()).isEqualTo("one");
    }

    private static void awaitWaiting(TaskHandle<?> task) {
        Together.await("it waits", () -> task.reason() != null && isWaiting(task));
    }

    private static boolean isWaiting(TaskHandle<?> task) {
        return String.valueOf(task.reason()).contains("the answer");
    }

    // ---- races

    @Test
    void manyWhoCompleteAgreeOnOne() throws Exception {
        PromiseRace.check(5_000, () -> new LocalPromise<>(surroundings));
    }

    /** Planted: looks and decides in two steps. */
    @Test
    void aPromiseThatLetsTwoWinIsFoundOut() {
        assertThatThrownBy(() -> PromiseRace.check(5_000, PlantedPromise::new))
                .hasStackTraceContaining("winners of round");
    }

    /** Planted: hands over before it knows who is first. */
    @Test
    void aPromiseThatUsesUpWhatComesLateIsFoundOut() {
        assertThatThrownBy(() ->
                        PromiseRace.check(
                                5_000,
                                () ->
                                        new PlantedPromise<>() {
                                            @Override
                                            public boolean complete(
                                                    Sendable<? extends List<Integer>> value) {
                                                return future.complete(value.handOver());
                                            }
                                        }))
                .hasStackTraceContaining("losers that kept theirs");
    }

    @Test
    void inEveryOrderOfTurnsAllSeeTheSame() {
        for (int seed = 0; seed < 500; seed++) {
            Simulation.withSeed(seed).shuffled().run(PromiseTests::crowd);
        }
    }

    private static void crowd(SimulationContext sim) {
        try (var surroundings = new Surroundings(sim.scheduler())) {
            var promise = new LocalPromise<Integer>(surroundings);
            List<TaskHandle<Boolean>> completers = new ArrayList<>();
            List<TaskHandle<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                completers.add(
                        sim.scheduler()
                                .spawn(t -> {
                                    t.sleep(Duration.ofMillis(number / 2));
                                    return promise.complete(Val.of(number));
                                }));
                readers.add(sim.scheduler().spawn(t -> promise.await(SECOND)));
            }
            TaskHandle<Integer> cancelled = sim.scheduler().spawn(t -> promise.await());
            cancelled.cancel();
            sim.run();

            assertThat(completers.stream().filter(task -> sim.await(task).get())).hasSize(1);
            assertThat(readers).allMatch(task -> sim.await(task).get().equals(promise.tryGet()));
            assertThat(promise.tryGet()).isLessThan(2);
        }
    }
}
