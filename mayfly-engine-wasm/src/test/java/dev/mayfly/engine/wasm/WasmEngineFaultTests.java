package dev.mayfly.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The test of the test: sandboxes with one fault each, which the suite must find. */
class WasmEngineFaultTests {

    private static void assertCaught(Class<?> suite, String test) {
        assertThat(
                        EngineTestKit.engine("junit-jupiter")
                                .selectors(selectMethod(suite, test))
                                .execute()
                                .testEvents()
                                .failed()
                                .count())
                .as("failures of %s with %s planted", test, suite.getSimpleName())
                .isEqualTo(1);
    }

    @Test
    void findsASandboxThatGivesMoreMemoryThanItsCap() {
        assertCaught(Roomy.class, "capsMemory");
    }

    @Test
    void findsASandboxThatForgetsTheTime() {
        assertCaught(Timeless.class, "endsACallThatTakesTooLongAndLeavesNoInterruptBehind");
    }

    @Test
    void findsASandboxThatRunsEveryModule() {
        assertCaught(Trusting.class, "runsNoModuleWhoseHashIsNotAllowed");
    }

    @Test
    void findsASandboxThatCompilesStrangersModules() {
        assertCaught(Hasty.class, "callsFunctionsOnIntegersInterpretedAndCompiled");
    }

    @Test
    void findsASandboxThatGrantsWhatNobodyAskedFor() {
        assertCaught(Generous.class, "grantsImportsOnlyWhereAskedTo");
    }

    static final class Roomy extends WasmEngineTests {
        @Override
        SandboxSettings plant(SandboxSettings settings) {
            return settings.withMemoryLimit(settings.memoryLimit() * 2);
        }
    }

    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static final class Timeless extends WasmEngineTests {
        @Override
        SandboxSettings plant(SandboxSettings settings) {
            return settings.withTimeLimit(Duration.ofHours(1));
        }
    }

    static final class Trusting extends WasmEngineTests {
        @Override
        SandboxSettings plant(SandboxSettings settings) {
            Set<String> all = new HashSet<>();
            for (String name : Set.of("arithmetic", "json", "host", "large")) {
                all.add(LoadedModule.sha256(Modules.wasm(name)));
            }
            return settings.withAllowedHashes(all);
        }
    }

    static final class Hasty extends WasmEngineTests {
        @Override
        SandboxSettings plant(SandboxSettings settings) {
            return settings.withTrustedHashes(
                    Set.of(LoadedModule.sha256(Modules.wasm("arithmetic"))));
        }
    }

    static final class Generous extends WasmEngineTests {
        @Override
        SandboxSettings plant(SandboxSettings settings) {
            return settings.withGrant("env.note", a -> 0);
        }
    }
}
