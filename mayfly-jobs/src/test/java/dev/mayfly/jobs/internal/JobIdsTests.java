package dev.mayfly.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

class JobIdsTests {

    private final SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final JobIds ids = new JobIds(clock);

    @Test
    void makesUuidsOfVersionSevenThatBeginWithTheTime() {
        UUID id = UUID.fromString(ids.next().value());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.wallTime().toEpochMilli());
    }

    @Test
    void ascendsStrictlyWhileTheClockStandsStill() {
        JobId last = ids.next();
        for (int i = 0; i < 20_000; i++) {
            JobId next = ids.next();
            assertThat(next).isGreaterThan(last);
            last = next;
            if (i % 1_000 == 0) {
                clock.advance(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void neverRepeatsAcrossThreadsAndGenerators() throws Exception {
        var other = new JobIds(clock);
        Callable<Set<JobId>> some =
                () -> {
                    var made = new HashSet<JobId>();
                    for (int i = 0; i < 10_000; i++) {
                        made.add(ids.next());
                        made.add(other.next());
                    }
                    return made;
                };
        var all = new HashSet<JobId>();
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var made : pool.invokeAll(Stream.generate(() -> some).limit(4).toList())) {
                all.addAll(made.get());
            }
        }
        assertThat(all).hasSize(80_000);
    }
}
