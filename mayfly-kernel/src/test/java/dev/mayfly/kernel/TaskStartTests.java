package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SystemClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskStartTests {

    @Test
    void aTaskThatCannotBeStartedFailsAndLeavesItsSlot() throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder()
                        .clock(new NoAlarms(new SystemClock()))
                        .queue("narrow", q -> q.concurrency(1))
                        .build()) {
            JoinResult<String> result =
                    scheduler
                            .submit(
                                    "narrow",
                                    TaskOptions.named("late").withTimeout(Duration.ofSeconds(1)),
                                    task -> "never")
                            .await();

            assertThat(result).isInstanceOf(JoinResult.Failure.class);
            assertThat(((JoinResult.Failure<String>) result).cause())
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(scheduler.submit("narrow", task -> "next").await().get()).isEqualTo("next");
            assertThat(scheduler.snapshot().tasks()).isEmpty();
        }
    }

    /** A clock without the memory for a single alarm. */
    private record NoAlarms(Clock clock) implements Clock {

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return clock.wallTime();
        }

        @Override
        public Alarm alarm(String name, Runnable action) {
            return new Alarm() {
                @Override
                public void set(long nanoTime) {
                    throw new OutOfMemoryError("planted");
                }

                @Override
                public void close() {}
            };
        }
    }
}
