package dev.mayfly.kernel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class TimerQueueTests {

    private final SteppableClock clock = new SteppableClock();
    private final TimerQueue timers = new TimerQueue(clock, "timers");
    private final List<String> fired = new ArrayList<>();

    @Test
    void firesAtTheDeadlineAndNotBefore() {
        set("sleeper", Duration.ofNanos(100_000));

        clock.advance(Duration.ofNanos(99_000));
        assertThat(fired).isEmpty();

        clock.advance(Duration.ofNanos(1_000));
        assertThat(fired).containsExactly("sleeper at 100000");
    }

    @Test
    void firesInOrderOfDeadlinesAndOfSetting() {
        set("late", Duration.ofMillis(2));
        set("first", Duration.ofMillis(1));
        set("second", Duration.ofMillis(1));

        clock.advance(Duration.ofMillis(5));

        assertThat(fired)
                .containsExactly("first at 1000000", "second at 1000000", "late at 2000000");
    }

    @Test
    void firesAtOnceWhatIsOverdueWhenSet() {
        clock.advance(Duration.ofSeconds(1));
        timers.set(new Recorder("overdue"), 5);

        clock.advance(Duration.ZERO);

        assertThat(fired).containsExactly("overdue at 1000000000");
    }

    @Test
    void aCancelledTimerLeavesAtOnceAndDoesNotFire() {
        TimerQueue.Timer timer = set("cancelled", Duration.ofMillis(1));

        assertThat(timers.cancel(timer)).isTrue();
        assertThat(timers.size()).isZero();
        assertThat(timers.cancel(timer)).isFalse();
        clock.advance(Duration.ofMillis(2));
        assertThat(fired).isEmpty();
    }

    @Test
    void aTimerSetByATimerFiresInTheSameStepIfItFallsIntoIt() {
        timers.set(
                new TimerQueue.Timer() {
                    @Override
                    protected void fire() {
                        set("inner", Duration.ofMillis(1));
                    }
                },
                Duration.ofMillis(1).toNanos());

        clock.advance(Duration.ofMillis(3));

        assertThat(fired).containsExactly("inner at 2000000");
    }

    @Test
    void behavesLikeASortedListUnderRandomOperations() {
        for (int seed = 0; seed < 300; seed++) {
            runModel(seed);
        }
    }

    private void runModel(int seed) {
        var random = new Random(seed);
        var stepped = new SteppableClock();
        var queue = new TimerQueue(stepped, "model");
        List<Integer> actual = new ArrayList<>();
        List<Expected> model = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            int choice = random.nextInt(10);
            if (choice < 6) {
                int number = step;
                var timer =
                        new TimerQueue.Timer() {
                            @Override
                            protected void fire() {
                                actual.add(number);
                            }
                        };
                long deadline = stepped.nanoTime() + 1 + random.nextInt(49);
                queue.set(timer, deadline);
                model.add(new Expected(number, deadline, timer));
            } else if (choice < 8 && !model.isEmpty()) {
                Expected victim = model.remove(random.nextInt(model.size()));
                assertThat(queue.cancel(victim.timer())).isTrue();
            } else {
                stepped.advance(Duration.ofNanos(random.nextInt(20)));
                model.stream()
                        .filter(e -> e.deadline() <= stepped.nanoTime())
                        .sorted(
                                Comparator.comparingLong(Expected::deadline)
                                        .thenComparingInt(Expected::number))
                        .forEach(e -> expected.add(e.number()));
                model.removeIf(e -> e.deadline() <= stepped.nanoTime());
                assertThat(actual).as("seed %d, step %d", seed, step).isEqualTo(expected);
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    private TimerQueue.Timer set(String name, Duration delay) {
        var timer = new Recorder(name);
        timers.set(timer, clock.nanoTime() + delay.toNanos());
        return timer;
    }

    private record Expected(int number, long deadline, TimerQueue.Timer timer) {}

    private final class Recorder extends TimerQueue.Timer {

        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        protected void fire() {
            fired.add(name + " at " + clock.nanoTime());
        }
    }
}
