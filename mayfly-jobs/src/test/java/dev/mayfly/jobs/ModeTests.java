package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** The build runs these suites once with owned carriers and once in portable mode. */
class ModeTests {

    @Test
    void theModeIsTheOneTheBuildAskedFor() {
        Scheduler scheduler = Scheduler.builder().build();
        try {
            assertThat(scheduler.snapshot().mode())
                    .isEqualTo(System.getProperty("tested.mode", "owned"));
        } finally {
            scheduler.shutdown(Duration.ZERO);
        }
    }
}
