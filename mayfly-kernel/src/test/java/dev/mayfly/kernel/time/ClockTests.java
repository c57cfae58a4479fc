package dev.mayfly.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class ClockTests {

    @Test
    void aSteppableClockStandsStillUntilItIsMoved() {
        var clock = new SteppableClock(Instant.parse("2026-03-29T00:59:59Z"));

        assertThat(clock.nanoTime()).isEqualTo(clock.nanoTime());
        clock.advance(Duration.ofSeconds(1));
        assertThat(clock.wallTime()).isEqualTo("2026-03-29T01:00:00Z");
        assertThat(clock.nanoTime()).isEqualTo(1_000_000_000);
    }

    @Test
    void aSteppableClockShowsEachAlarmItsOwnTime() {
        var clock = new SteppableClock();
        List<Long> seen = new ArrayList<>();
        Alarm late = clock.alarm("late", () -> seen.add(clock.nanoTime()));
        Alarm early = clock.alarm("early", () -> seen.add(clock.nanoTime()));
        late.set(20);
        early.set(10);

        clock.advance(Duration.ofNanos(100));

        assertThat(seen).containsExactly(10L, 20L);
    }

    @Test
    void aClosedAlarmDoesNotFire() {
        var clock = new SteppableClock();
        List<Long> seen = new ArrayList<>();
        Alarm alarm = clock.alarm("closed", () -> seen.add(clock.nanoTime()));
        alarm.set(10);
        alarm.close();

        clock.advance(Duration.ofNanos(100));

        assertThat(seen).isEmpty();
    }

    @Test
    void anAlarmSetForATimeThatTheLatestStepWentPastFires() throws Exception {
        var clock = new SteppableClock();
        var fired = new CountDownLatch(1);
        Alarm late = clock.alarm("late", fired::countDown);
        long readBefore = clock.nanoTime();
        clock.advance(Duration.ofSeconds(1));

        late.set(readBefore + Duration.ofSeconds(1).toNanos());

        assertThat(fired.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void anAlarmSetForATimeBeforeTheLatestStepWaitsForTheNext() {
        var clock = new SteppableClock();
        var fired = new AtomicInteger();
        Alarm alarm = clock.alarm("alarm", fired::incrementAndGet);
        clock.advance(Duration.ofSeconds(1));
        clock.advanceToNext(Duration.ofSeconds(2).toNanos());

        alarm.set(Duration.ofSeconds(2).toNanos());

        assertThat(fired).hasValue(0);
        clock.advance(Duration.ZERO);
        assertThat(fired).hasValue(1);
    }

    @Test
    void aSteppableClockRefusesToGoBack() {
        assertThatThrownBy(() -> new SteppableClock().advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
    }

    @Test
    void aSteppableClockRefusesToBeMovedByItsOwnAlarm() {
        var clock = new SteppableClock();
        List<String> refused = new ArrayList<>();
        Alarm alarm =
                clock.alarm(
                        "recursive",
                        () -> {
                            try {
                                clock.advance(Duration.ofNanos(1));
                            } catch (IllegalStateException e) {
                                refused.add(e.getMessage());
                            }
                        });
        alarm.set(1);
        clock.advance(Duration.ofNanos(1));

        assertThat(refused).hasSize(1);
    }

    @Test
    void theSystemClockFiresAlarmsAndTakesAnEarlierTimeInstead() throws InterruptedException {
        var clock = new SystemClock();
        var fired = new CountDownLatch(1);
        try (Alarm alarm = clock.alarm("test-alarm", fired::countDown)) {
            alarm.set(clock.nanoTime() + Duration.ofHours(1).toNanos());
            alarm.set(clock.nanoTime());

            assertThat(fired.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void theSystemClocksAlarmThreadEndsWhenItIsClosed() throws InterruptedException {
        var clock = new SystemClock();
        var threads = new ArrayList<Thread>();
        var fired = new CountDownLatch(1);
        Alarm alarm =
                clock.alarm(
                        "test-closing",
                        () -> {
                            threads.add(Thread.currentThread());
                            fired.countDown();
                        });
        alarm.set(clock.nanoTime());
        fired.await();

        alarm.close();

        threads.getFirst().join();
        assertThat(threads.getFirst().isAlive()).isFalse();
    }
}
