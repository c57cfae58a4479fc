package dev.mayfly.kernel;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.List;
import java.util.stream.Stream;

/** Runs tests of a suite that has a fault planted in what it tests. */
public final class PlantedSuite {

    private PlantedSuite() {}

    /** Runs these tests of the suite; returns the names of those that failed. */
    public static List<String> failures(Class<?> suite, String... tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(
                        Stream.of(tests)
                                .map(test -> selectMethod(suite, test))
                                .toArray(DiscoverySelector[]::new))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
    }
}
