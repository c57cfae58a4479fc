package dev.mayfly.kernel.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelLintsTests {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LINGER = Duration.ofSeconds(32);

    /** What is planted into each rule; nothing but in {@link PlantedFaultTests}. */
    UnaryOperator<LintRule> fault = UnaryOperator.identity();

    private LintHarness harness() {
        return harness(LintHarness.SOON);
    }

    private LintHarness harness(Duration hogLimit) {
        return new LintHarness(
                scheduler -> KernelLints.rules(scheduler).stream().map(fault).toList(), hogLimit);
    }

    @Test
    void aTaskThatComputesOnAndOnIsNamedWithItsStackUntilItGivesWay() throws Exception {
        try (var harness = harness()) {
            TaskHandle<Boolean> hog =
                    harness.scheduler.submit(
                            "q",
                            TaskOptions.named("hog <b>"),
                            task -> {
                                spin(harness.enough);
                                return true;
                            });
            harness.awaitTurn(KernelLintsTests::isLong);
            harness.advance(LOOK);

            assertThat(harness.lints.current()).hasSize(1);
            Lint lint = harness.lints.current().getFirst();
            assertThat(lint.name()).isEqualTo("carrier-hog");
            assertThat(lint.finding().subject())
                    .isEqualTo(new LintSubject(LintSubject.Type.TASK, "hog <b>"));
            assertThat(lint.finding().sentence()).contains("\"hog <b>\" has held a carrier");
            assertThat(lint.finding().evidence().get("stack")).contains("KernelLintsTests.spin");
            assertThat(lint.finding().evidence()).containsEntry("still held", "yes");

            harness.enough.countDown();
            assertThat(hog.await().get()).isTrue();
            harness.awaitNone();
            harness.advance(LINGER);
            harness.advance(LINGER);

            assertThat(harness.lints.current()).isEmpty();
            assertThat(harness.lints.history()).hasSize(1);
            assertThat(harness.lints.history().getFirst().isCurrent()).isFalse();
        }
    }

    private static void spin(CountDownLatch enough) {
        while (enough.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean isLong(CarrierHeld.Turn turn) {
        return !turn.over() && turn.lasting().compareTo(KernelLints.DEFAULT_HELD) >= 0;
    }

    @Test
    void whatHoldsACarrierForAMomentIsToldOfTheThirdTime() throws Exception {
        try (var harness = harness()) {
            for (int times = 1; times <= 3; times++) {
                var enough = new CountDownLatch(1);
                TaskHandle<Boolean> hog =
                        harness.scheduler.submit(
                                "q",
                                TaskOptions.named("brief"),
                                task -> {
                                    spin(enough);
                                    return true;
                                });
                harness.awaitTurn(turn -> !turn.over());
                enough.countDown();
                hog.await().get();
                harness.awaitNone();
                harness.advance(LOOK);
                assertThat(harness.lints.current()).hasSize(times / 3);
            }
            assertThat(harness.lints.current().getFirst().finding().evidence())
                    .containsEntry("still held", "no");
        }
    }

    /** Its initializer waits, and a virtual thread cannot leave its carrier there. */
    public static final class SlowToLoad {
        static {
            load();
        }

        private SlowToLoad() {}

        private static void load() {
            while (Gate.open.getCount() > 0) {
                LockSupport.parkNanos(1_000_000_000);
            }
        }
    }

    public static final class Gate {
        public static volatile CountDownLatch open = new CountDownLatch(0);

        private Gate() {}
    }

    /** A class is initialized once, so each test gets one of its own. */
    private static final class Fresh extends ClassLoader {
        Fresh() {
            super(Fresh.class.getClassLoader());
        }

        Class<?> slowToLoad() throws IOException {
            String name = SlowToLoad.class.getName();
            String file = "/" + name.replace('.', '/') + ".class";
            try (InputStream in = Objects.requireNonNull(Fresh.class.getResourceAsStream(file))) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            }
        }
    }

    @Test
    void aTaskThatWaitsInAStaticInitializerBlocksItsCarrierAndTheClassIsNamed() throws Exception {
        try (var harness = harness()) {
            Gate.open = harness.enough;
            var fresh = new Fresh();
            String slow = fresh.slowToLoad().getName();
            TaskHandle<Class<?>> pinned =
                    harness.scheduler.submit(
                            "q",
                            TaskOptions.named("loader"),
                            task -> Class.forName(slow, true, fresh));
            harness.awaitTurn(KernelLintsTests::isLong);
            harness.advance(LOOK);

            assertThat(harness.lints.current()).hasSize(1);
            Lint lint = harness.lints.current().getFirst();
            assertThat(lint.name()).isEqualTo("blocked-carrier");
            assertThat(lint.finding().sentence())
                    .contains("in the static initializer of " + SlowToLoad.class.getName());
            assertThat(lint.finding().evidence().get("stack")).contains("SlowToLoad.load");

            harness.enough.countDown();
            assertThat(pinned.await().get().getName()).isEqualTo(slow);
            harness.awaitNone();
            harness.advance(LINGER);
            harness.advance(LINGER);
            assertThat(harness.lints.current()).isEmpty();
        }
    }

    @Test
    void anEngineWhoseTurnsAreAllTakenByTasksThatDoNotEndIsToldOfAfterHalfAMinute()
            throws Exception {
        try (var harness = harness()) {
            int turns = Runtime.getRuntime().availableProcessors();
            var begun = new CountDownLatch(turns);
            for (int i = 0; i < turns; i++) {
                harness.scheduler.submit(
                        "native",
                        task -> {
                            begun.countDown();
                            harness.enough.await();
                            return true;
                        });
            }
            begun.await();
            TaskHandle<String> starved = harness.scheduler.submit("native", task -> "done");
            harness.advance(Duration.ofSeconds(29));
            assertThat(harness.lints.current()).isEmpty();
            harness.advance(Duration.ofSeconds(3));

            assertThat(harness.lints.current()).hasSize(1);
            Lint lint = harness.lints.current().getFirst();
            assertThat(lint.name()).isEqualTo("queue-without-capacity");
            assertThat(lint.finding().evidence())
                    .containsEntry("turns taken", turns + " of " + turns)
                    .containsEntry("tasks that wait for a turn", "1")
                    .containsEntry("queue native", (turns + 1) + " begun, 0 waiting");

            harness.enough.countDown();
            assertThat(starved.await().get()).isEqualTo("done");
            harness.advance(LOOK.multipliedBy(2));
            assertThat(harness.lints.current()).isEmpty();
        }
    }

    @Test
    void aWallClockThatIsSetBackOrForwardIsToldOfForTenMinutes() {
        try (var harness = harness()) {
            harness.advance(LOOK);
            harness.clock.offset = Duration.ofHours(-2);
            harness.advance(LOOK);

            assertThat(harness.lints.current())
                    .singleElement()
                    .satisfies(lint -> {
                        assertThat(lint.name()).isEqualTo("clock-jump");
                        assertThat(lint.finding().sentence()).contains("back by 120 min");
                        assertThat(lint.finding().evidence()).containsKey("wall clock before");
                    });
            harness.advance(Duration.ofMinutes(9));
            assertThat(harness.lints.current()).hasSize(1);
            harness.advance(Duration.ofMinutes(2));
            assertThat(harness.lints.current()).isEmpty();

            harness.clock.offset = Duration.ofHours(1);
            harness.advance(LOOK);
            assertThat(harness.lints.current().getFirst().finding().sentence())
                    .contains("forward by 180 min");
        }
    }

    @Test
    void aClockThatIsSlewedIsNotToldOf() {
        try (var harness = harness()) {
            for (int i = 0; i < 100; i++) {
                harness.clock.offset = harness.clock.offset.plusMillis(400);
                harness.advance(LOOK);
            }

            assertThat(harness.lints.current()).isEmpty();
            assertThat(harness.lints.history()).isEmpty();
        }
    }

    @Test
    void aSchedulerInHealthIsSilent() throws Exception {
        try (var harness = harness(LintHarness.NEVER)) {
            for (int round = 0; round < 100; round++) {
                TaskHandle<Integer> task =
                        harness.scheduler.submit(
                                round % 2 == 0 ? "q" : "native",
                                t -> {
                                    t.yield();
                                    return 1;
                                });
                task.await().get();
                harness.advance(LOOK);
            }
            assertThat(harness.lints.current()).isEmpty();
            assertThat(harness.lints.history()).isEmpty();
        }
    }

    @Test
    void limitsOfZeroAreRefused() {
        try (var harness = new LintHarness(scheduler -> List.of())) {
            assertThatThrownBy(() -> KernelLints.clockJump(harness.scheduler, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT0S");
            assertThatThrownBy(() ->
                            KernelLints.queueWithoutCapacity(
                                    harness.scheduler, Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT-1S");
        }
    }
}
