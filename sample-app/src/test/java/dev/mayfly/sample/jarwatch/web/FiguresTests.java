package dev.mayfly.sample.jarwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class FiguresTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 KB",
        "99949, 99.9 KB",
        "123456, 123 KB",
        "999600, 1.0 MB",
        "43600000, 43.6 MB",
        "5000000000000000, 5000 TB"
    })
    void writesSizesThatCanBeCompared(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void writesCountsWithTheRightEnding() {
        assertThat(Figures.count(1, "jar")).isEqualTo("1 jar");
        assertThat(Figures.count(1_020, "jar")).isEqualTo("1\u202F020 jars");
        assertThat(Figures.classes(1)).isEqualTo("1 class");
        assertThat(Figures.classes(0)).isEqualTo("0 classes");
    }

    @Test
    void writesDurationsExactEnough() {
        assertThat(Figures.duration(Duration.ofMillis(820))).isEqualTo("820 ms");
        assertThat(Figures.duration(Duration.ofMillis(4_210))).isEqualTo("4.2 s");
        assertThat(Figures.duration(Duration.ofSeconds(252))).isEqualTo("4 min 12 s");
        assertThat(Figures.duration(Duration.ofMinutes(192))).isEqualTo("3 h 12 min");
    }

    @Test
    void callsOldReleasesAsTheyWereCalled() {
        assertThat(Figures.java(4)).isEqualTo("Java 1.4");
        assertThat(Figures.java(5)).isEqualTo("Java 5");
    }
}
