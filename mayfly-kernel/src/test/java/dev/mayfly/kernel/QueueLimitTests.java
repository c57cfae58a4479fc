package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits and pauses that are set while a queue without a limit is at work. */
@Timeout(300)
class QueueLimitTests {

    private final Scheduler scheduler = Scheduler.builder().queue("q", q -> q.priority(10)).build();

    @AfterEach
    void shutDown() {
        scheduler.shutdown(Duration.ZERO);
    }

    private QueueSnapshot queue() {
        return scheduler.snapshot().queues().stream()
                .filter(queue -> queue.name().equals("q"))
                .findFirst()
                .orElseThrow();
    }

    private TaskHandle<?> blocked() {
        return scheduler.submit("q", t -> t.awaitSignal("never", Duration.ofDays(1)));
    }

    private void awaitCounts(int running, int waiting) {
        Eventually.await(
                running + " run and " + waiting + " wait",
                () -> queue().running() == running && queue().waiting() == waiting);
    }

    @Test
    void tasksThatWereStartedWithoutALimitCountAgainstOneThatIsSetLater() throws Exception {
        List<TaskHandle<?>> early = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            early.add(blocked());
        }
        awaitCounts(5, 0);
        scheduler.concurrency("q", 3);
        TaskHandle<?> late = blocked();
        assertThat(queue().running()).isEqualTo(5);
        assertThat(late.reason()).isEqualTo("queue q has 5/3 running; 1 task waits");

        for (int ended = 0; ended < 2; ended++) {
            early.get(ended).cancel();
            early.get(ended).await();
        }
        awaitCounts(3, 1);
        assertThat(late.state()).isEqualTo(TaskState.READY);
        early.get(2).cancel();
        awaitCounts(3, 0);
        assertThat(queue().cancelled()).isEqualTo(3);
    }

    @Test
    void aLimitThatIsLiftedLetsAllGo() {
        scheduler.concurrency("q", 1);
        for (int i = 0; i < 10; i++) {
            blocked();
        }
        awaitCounts(1, 9);
        scheduler.concurrency("q", Integer.MAX_VALUE);
        awaitCounts(10, 0);
        blocked();
        awaitCounts(11, 0);
        scheduler.concurrency("q", 11);
        blocked();
        awaitCounts(11, 1);
    }

    @Test
    void aPauseHoldsBackWhatComesAndNotWhatRuns() throws Exception {
        TaskHandle<?> running = blocked();
        awaitCounts(1, 0);
        scheduler.pause("q");
        List<TaskHandle<Integer>> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            held.add(scheduler.submit("q", t -> 1));
        }
        running.cancel();
        running.await();
        awaitCounts(0, 4);
        scheduler.resume("q");
        for (TaskHandle<Integer> task : held) {
            task.await();
        }
        awaitCounts(0, 0);
        assertThat(queue().completed()).isEqualTo(4);
    }

    /** What is to be kept while limits come and go. */
    private interface Limits {
        void set(int limit);
    }

    @Test
    void keepsALimitThatIsSetAgainAndAgainUnderLoad() throws Exception {
        for (int seed = 0; seed < 3; seed++) {
            submitUnderLimits(limit -> scheduler.concurrency("q", limit), seed);
        }
        awaitCounts(0, 0);
        assertThat(queue().completed()).isEqualTo(3 * 40 * 50);
    }

    /** The test of the test: limits that nobody tells the queue of. */
    @Test
    void aQueueThatKnowsOfNoLimitIsFound() {
        assertThatThrownBy(() ->
                        submitUnderLimits(
                                limit -> scheduler.concurrency("q", Integer.MAX_VALUE), 0))
                .isInstanceOf(AssertionError.class);
    }

    /** Each round sets a limit once all are gone, while others submit without one. */
    private void submitUnderLimits(Limits limits, int seed) throws Exception {
        var random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            scheduler.concurrency("q", Integer.MAX_VALUE);
            var inside = new AtomicInteger();
            var most = new AtomicInteger();
            var left = new AtomicInteger();
            Thread submitter = Thread.ofPlatform().start(() -> submit(25, inside, most, left));
            int limit = 1 + random.nextInt(3);
            limits.set(limit);
            submitter.join();
            // Those that were let in before may be there still, and some may only now begin: counts
            // that several threads keep do not tell that at one moment, so all have to be gone.
            Eventually.await("all have left", () -> left.get() == 25);
            most.set(0);
            submit(25, inside, most, left);
            awaitCounts(0, 0);
            assertThat(most.get())
                    .as("limit %s, seed %s, round %s", limit, seed, round)
                    .isLessThanOrEqualTo(limit);
        }
    }

    private void submit(int tasks, AtomicInteger inside, AtomicInteger most, AtomicInteger left) {
        for (int i = 0; i < tasks; i++) {
            scheduler.submit(
                    "q",
                    t -> {
                        int now = inside.incrementAndGet();
                        most.accumulateAndGet(now, Math::max);
                        t.yield();
                        inside.decrementAndGet();
                        left.incrementAndGet();
                        return 1;
                    });
        }
    }
}
