package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.load.BackPressureListener;
import dev.mayfly.kernel.load.LoadMeter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.function.Consumer;

/** The test of the test: back-pressure with one fault each, which the suite must find. */
class BackPressureFaultTests {

    private static void assertCaught(Class<?> suite, String test) {
        assertThat(PlantedSuite.failures(suite, test)).containsExactly(test);
    }

    @Test
    void findsAMeterWhoseMarksAreOneOff() {
        assertCaught(OneOff.class, "marksAreExactForEveryCap");
    }

    @Test
    void findsAMeterThatTellsThingsTwice() {
        assertCaught(Stutterer.class, "callsAlternateUnderManyThreads");
        assertCaught(Stutterer.class, "pausesAtEightTenthsAndResumesAtFive");
    }

    @Test
    void findsAMeterThatCountsTasksAndNotTheWorkThatWaits() {
        assertCaught(
                Counting.class,
                "pausesWhereUnitsAreLikelyToWaitForEightTenthsOfTheLongestAndResumesAtFive");
        assertCaught(Counting.class, "resumesOnlyWhenBothTasksAndWaitsAreDown");
    }

    @Test
    void findsAKernelThatNeverResumes() {
        assertCaught(Mute.class, "pausesAtEightTenthsAndResumesAtFive");
    }

    static final class OneOff extends BackPressureTests {
        @Override
        LoadMeter meter(long cap, LoadMeter.Listener change) {
            return new LoadMeter(cap + 1, change);
        }
    }

    static final class Counting extends BackPressureTests {
        @Override
        Consumer<Duration> waits(LoadMeter meter) {
            return wait -> {};
        }
    }

    static final class Stutterer extends BackPressureTests {
        @Override
        BackPressureListener plant(BackPressureListener listener) {
            return new BackPressureListener() {
                @Override
                public void pause(double load) {
                    listener.pause(load);
                    listener.pause(load);
                }

                @Override
                public void resume(double load) {
                    listener.resume(load);
                }
            };
        }

        @Override
        LoadMeter meter(long cap, LoadMeter.Listener change) {
            return new LoadMeter(
                    cap,
                    (paused, load) -> {
                        change.changed(paused, load);
                        change.changed(paused, load);
                    });
        }
    }

    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static final class Mute extends BackPressureTests {
        @Override
        BackPressureListener plant(BackPressureListener listener) {
            return new BackPressureListener() {
                @Override
                public void pause(double load) {
                    listener.pause(load);
                }

                @Override
                public void resume(double load) {}
            };
        }
    }
}
