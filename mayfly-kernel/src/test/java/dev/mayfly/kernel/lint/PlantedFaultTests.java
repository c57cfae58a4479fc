package dev.mayfly.kernel.lint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The suites of lints fail when rules see nothing, never let go, or see what is not there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlantedFaultTests {

    /** A test of a suite, with a fault in all rules. */
    private interface Case {
        void run(UnaryOperator<LintRule> fault) throws Exception;
    }

    private interface Kernel {
        void run(KernelLintsTests suite) throws Exception;
    }

    private interface Locks {
        void run(LockAcrossCallTests suite) throws Exception;
    }

    private static Named<Case> kernel(String name, Kernel test) {
        return named(
                name,
                fault -> {
                    var suite = new KernelLintsTests();
                    suite.fault = fault;
                    test.run(suite);
                });
    }

    private static Named<Case> locks(String name, Locks test) {
        return named(
                name,
                fault -> {
                    var suite = new LockAcrossCallTests();
                    suite.fault = fault;
                    suite.begin();
                    try {
                        test.run(suite);
                    } finally {
                        suite.close();
                    }
                });
    }

    static Stream<Named<Case>> trouble() {
        return Stream.of(
                kernel(
                        "hog",
                        KernelLintsTests
                                ::aTaskThatComputesOnAndOnIsNamedWithItsStackUntilItGivesWay),
                kernel(
                        "initializer",
                        KernelLintsTests
                                ::aTaskThatWaitsInAStaticInitializerBlocksItsCarrierAndTheClassIsNamed),
                kernel(
                        "engine",
                        KernelLintsTests
                                ::anEngineWhoseTurnsAreAllTakenByTasksThatDoNotEndIsToldOfAfterHalfAMinute),
                kernel(
                        "clock",
                        KernelLintsTests::aWallClockThatIsSetBackOrForwardIsToldOfForTenMinutes),
                locks(
                        "lock",
                        suite ->
                                suite
                                        .aTaskThatWaitsInASystemCallWithALockIsNamedWithTheLockUntilItGoesOn(
                                                "q")));
    }

    static Stream<Named<Case>> health() {
        return Stream.of(
                kernel("health", KernelLintsTests::aSchedulerInHealthIsSilent),
                kernel("slewed clock", KernelLintsTests::aClockThatIsSlewedIsNotToldOf),
                locks("no lock", suite -> suite.whoWaitsInSystemCallsWithoutALockIsSilent("q")));
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void aRuleThatSeesNothingFailsTheSuite(Case test) {
        assertThatThrownBy(() -> test.run(Faulty::blind)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void aRuleThatNeverLetsGoFailsTheSuite(Case test) {
        assertThatThrownBy(() -> test.run(Faulty::stuck)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @MethodSource("health")
    void aRuleThatSeesWhatIsNotThereFailsTheSuite(Case test) {
        assertThatThrownBy(() -> test.run(Faulty::nervous)).isInstanceOf(AssertionError.class);
    }
}
