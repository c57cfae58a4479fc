package dev.mayfly.console.state.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** However many look, a job is looked at once a second. */
class SharedStacksTests {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3 * SECOND);
    private final Map<JobId, AtomicInteger> looks = new ConcurrentHashMap<>();
    private final SharedStacks stacks = new SharedStacks(this::look, now::get);

    private Optional<TaskHandle.Stack> look(JobId job) {
        int times = looks.computeIfAbsent(job, any -> new AtomicInteger()).incrementAndGet();
        return Optional.of(new TaskHandle.Stack(List.of(), times, "runs"));
    }

    private int seen(JobId job) {
        return stacks.of(job).orElseThrow().omitted();
    }

    @Test
    void aJobIsLookedAtOnceASecondAlsoWhereTheClockWrapsRound() {
        JobId job = new JobId("one");
        for (int second = 1; second <= 6; second++) {
            assertThat(seen(job)).isEqualTo(second);
            now.addAndGet(SECOND - 1);
            assertThat(seen(job)).isEqualTo(second);
            now.addAndGet(1);
        }
    }

    @Test
    void eachJobHasItsOwn() {
        assertThat(seen(new JobId("one"))).isEqualTo(1);
        assertThat(seen(new JobId("two"))).isEqualTo(1);
        assertThat(looks).hasSize(2);
    }

    @Test
    void manyReadersAtOnceAreOneLook() throws InterruptedException {
        JobId job = new JobId("one");
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(Thread.ofVirtual().start(() -> stacks.of(job)));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(looks.get(job)).hasValue(1);
    }

    @Test
    void whatIsTooOldToBeShownIsNotKeptForEver() {
        for (int i = 0; i < 1_000; i++) {
            seen(new JobId("job-" + i));
            now.addAndGet(SECOND / 10);
        }
        assertThat(stacks.count()).isLessThan(70);
    }
}
