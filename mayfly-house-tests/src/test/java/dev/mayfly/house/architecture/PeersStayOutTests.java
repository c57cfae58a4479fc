package dev.mayfly.house.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.house.source.HouseModule;
import dev.mayfly.house.source.Repository;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What Mayfly is measured against never comes along with Mayfly. */
class PeersStayOutTests {

    private static final List<String> PEERS =
            List.of(
                    "pekko-actor_2.13",
                    "pekko-actor-typed_2.13",
                    "kotlinx-coroutines-core-jvm",
                    "jobrunr",
                    "db-scheduler",
                    "quartz",
                    "jmh-core");

    @Test
    void noPublishedModuleNamesAPeer() {
        assertThat(Repository.modules())
                .filteredOn(HouseModule::published)
                .hasSizeGreaterThan(5)
                .allSatisfy(module -> assertThat(peersOf(module)).as(module.name()).isEmpty());
    }

    @Test
    void theModuleThatNamesThemIsSeenToDoSo() {
        assertThat(Repository.modules())
                .filteredOn(module -> module.name().equals("mayfly-benchmarks"))
                .singleElement()
                .satisfies(module -> assertThat(module.published()).isFalse())
                .extracting(PeersStayOutTests::peersOf)
                .isEqualTo(PEERS.stream().sorted().toList());
    }

    private static List<String> peersOf(HouseModule module) {
        return Repository.artifacts(module).stream().filter(PEERS::contains).sorted().toList();
    }
}
