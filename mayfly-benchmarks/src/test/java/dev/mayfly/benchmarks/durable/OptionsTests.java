package dev.mayfly.benchmarks.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.benchmarks.durable.peer.Database;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class OptionsTests {

    @Test
    void measuresEverybodyOnPostgresqlUnlessToldOtherwise() {
        Options options = Options.parse();
        assertThat(options.database()).isEqualTo(Database.POSTGRESQL);
        assertThat(options.peers())
                .containsExactly(
                        "mayfly", "db-scheduler", "db-scheduler-immediate", "jobrunr", "quartz");
        assertThat(options.jobs()).isEqualTo(20_000);
        assertThat(options.finished()).isEqualTo(1_000_000);
    }

    @Test
    void takesOptionsInAnyPlace() {
        Options options =
                Options.parse(
                        "--jobs", "1_000", "h2", "--idle", "pt3s", "--peers", "quartz,mayfly");
        assertThat(options.database()).isEqualTo(Database.H2);
        assertThat(options.jobs()).isEqualTo(1_000);
        assertThat(options.idle()).isEqualTo(Duration.ofSeconds(3));
        assertThat(options.peers()).containsExactly("quartz", "mayfly");
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> Options.parse("oracle"))
                .hasMessageContaining("\"oracle\" is neither h2 nor postgresql");
        assertThatThrownBy(() -> Options.parse("--speed", "9"))
                .hasMessageContaining("\"--speed\" is not an option");
        assertThatThrownBy(() -> Options.parse("--jobs"))
                .hasMessageContaining("\"--jobs\" is not an option with a value");
        assertThatThrownBy(() -> Options.parse("--jobs", "-1"))
                .hasMessageContaining("--jobs \"-1\" is no number");
        assertThatThrownBy(() -> Options.parse("--idle", "3"))
                .hasMessageContaining("--idle \"3\" is no duration");
        assertThatThrownBy(() -> Options.parse("--peers", "cron"))
                .hasMessageContaining("\"cron\" is none of mayfly, db-scheduler");
    }
}
