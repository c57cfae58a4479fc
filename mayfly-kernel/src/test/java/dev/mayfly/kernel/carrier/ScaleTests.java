package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mayfly.kernel.task.Priority;
import dev.mayfly.kernel.time.CpuClock;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

class ScaleTests {

    /** Moved by units, as if they had worked. */
    private static final class Processor implements CpuClock {

        private long nanos;

        @Override
        public OptionalLong currentThread() {
            return OptionalLong.of(nanos);
        }
    }

    private static final class Worker extends ReadyUnit {

        private final Processor processor;
        private final long cost;
        private long worked;
        private long estimated;
        private int weighings;

        Worker(Processor processor, long cost) {
            this.processor = processor;
            this.cost = cost;
        }

        @Override
        protected int priority() {
            return Priority.DEFAULT;
        }

        @Override
        protected void run() {
            processor.nanos += cost;
            worked += cost;
        }

        @Override
        protected void weighed(long cpuNanos, int turns) {
            estimated += cpuNanos * turns;
            weighings++;
        }

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return "worker";
        }
    }

    private final Processor processor = new Processor();

    private static Consumer<ReadyUnit> turns(Scale scale) {
        return unit -> {
            if (scale.passes()) {
                unit.run();
            } else {
                scale.weigh(unit);
            }
        };
    }

    /**
     * A light unit has all turns but one of a period, and a heavy one that one, again and again;
     * returns by how much their estimated shares are off.
     */
    private double errorOnAPeriodicLoad(Consumer<ReadyUnit> turns) {
        var heavy = new Worker(processor, 100_000);
        var light = new Worker(processor, 100);
        for (int i = 0; i < Scale.PERIOD * 200_000; i++) {
            turns.accept(i % Scale.PERIOD == 17 ? heavy : light);
        }
        double truth = (double) heavy.worked / (heavy.worked + light.worked);
        double guess = (double) heavy.estimated / Math.max(1, heavy.estimated + light.estimated);
        return Math.abs(guess - truth);
    }

    @Test
    void whatIsWeighedAddsUpToWhatWasTakenAlsoOnALoadOfItsOwnPeriod() {
        assertThat(errorOnAPeriodicLoad(turns(new Scale(processor, 0)))).isLessThan(0.05);
    }

    /** The planted fault: one that weighs every 512th turn sees one of the two units only. */
    @Test
    void theCheckFindsAScaleThatBeatsWithTheLoad() {
        var count = new int[1];
        Consumer<ReadyUnit> beating =
                unit -> {
                    unit.run();
                    if (count[0]++ % Scale.PERIOD == 0) {
                        unit.weighed(((Worker) unit).cost, Scale.PERIOD);
                    }
                };
        assertThat(errorOnAPeriodicLoad(beating)).isGreaterThan(0.05);
    }

    @Test
    void weighsOneTurnIn512InTheMeanAndNoTwoCloserThan257() {
        var scale = new Scale(processor, 3);
        var worker = new Worker(processor, 10);
        List<Integer> gaps = new ArrayList<>();
        int last = 0;
        int turns = 512 * 4_000;
        for (int i = 1; i <= turns; i++) {
            int before = worker.weighings;
            turns(scale).accept(worker);
            if (worker.weighings > before) {
                gaps.add(i - last);
                last = i;
            }
        }

        assertThat(worker.weighings).isCloseTo(4_000, within(80));
        assertThat(gaps.subList(1, gaps.size())).allMatch(gap -> gap >= 257 && gap <= 767);
        assertThat((double) worker.estimated / worker.worked).isCloseTo(1, within(0.02));
    }

    @Test
    void aMachineThatCannotTellWeighsNothing() {
        var scale = new Scale(OptionalLong::empty, 0);
        var worker = new Worker(processor, 10);
        for (int i = 0; i < 10_000; i++) {
            turns(scale).accept(worker);
        }

        assertThat(worker.weighings).isZero();
        assertThat(worker.worked).isEqualTo(100_000);
    }

    @Test
    void goesOnAfterAUnitThatThrewWhileItWasWeighed() {
        var scale = new Scale(processor, 0);
        var thrown = 0;
        for (int i = 0; i < 10_000; i++) {
            try {
                turns(scale)
                        .accept(
                                TestUnit.of(() -> {
                                    throw new IllegalStateException("planted");
                                }));
            } catch (IllegalStateException e) {
                thrown++;
            }
        }

        assertThat(thrown).isEqualTo(10_000);
        var worker = new Worker(processor, 10);
        for (int i = 0; i < 10_000; i++) {
            turns(scale).accept(worker);
        }
        assertThat(worker.weighings).isPositive();
    }

    /** A virtual thread asks before it takes the next turn itself. */
    @Test
    void wantsTheCarrierForTheTurnThatIsWeighedAndWhileItIs() {
        var scale = new Scale(processor, 0);
        boolean announced = false;
        int weighed = 0;
        for (int i = 0; i < 2_000; i++) {
            announced = scale.needsCarrier();
            if (scale.passes()) {
                assertThat(announced).isFalse();
            } else {
                assertThat(announced).isTrue();
                scale.weigh(TestUnit.of(() -> assertThat(scale.needsCarrier()).isTrue()));
                assertThat(scale.needsCarrier()).isFalse();
                weighed++;
            }
        }
        assertThat(weighed).isPositive();
    }
}
