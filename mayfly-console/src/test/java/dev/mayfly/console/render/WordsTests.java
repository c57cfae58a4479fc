package dev.mayfly.console.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

class WordsTests {
    private static final Instant NOW = Instant.parse("2026-03-03T13:03:12.204Z");
    private final Words words = new Words(NOW, ZoneId.of("Europe/Berlin"));

    @Test
    void durationsAreShortAndExactEnough() {
        assertThat(Words.duration(Duration.ZERO)).isEqualTo("0 ms");
        assertThat(Words.duration(Duration.ofNanos(999_999))).isEqualTo("< 1 ms");
        assertThat(Words.duration(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Words.duration(Duration.ofMillis(4_240))).isEqualTo("4.2 s");
        assertThat(Words.duration(Duration.ofMillis(59_949))).isEqualTo("59.9 s");
        assertThat(Words.duration(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(Words.duration(Duration.ofSeconds(252))).isEqualTo("4 min 12 s");
        assertThat(Words.duration(Duration.ofMinutes(192))).isEqualTo("3 h 12 min");
        assertThat(Words.duration(Duration.ofHours(53))).isEqualTo("2 d 5 h");
    }

    @Test
    void theZoneOfTimesIsNamed() {
        assertThat(words.zone()).isEqualTo("Europe/Berlin");
        for (String utc : new String[] {"Z", "UTC", "GMT", "Etc/UTC", "+00:00"}) {
            assertThat(new Words(NOW, ZoneId.of(utc)).zone()).as(utc).isEqualTo("UTC");
        }
        assertThat(new Words(NOW, ZoneId.of("+05:30")).zone()).isEqualTo("+05:30");
    }

    @Test
    void whatIsToBeTypedIsSetApart() {
        String sentence = "Set mayfly.console.actions=all, or hold MAYFLY_OPERATOR.";
        assertThat(words.pieces(sentence))
                .containsExactly(
                        new Words.Piece("Set ", false),
                        new Words.Piece("mayfly.console.actions=all", true),
                        new Words.Piece(", or hold ", false),
                        new Words.Piece("MAYFLY_OPERATOR", true),
                        new Words.Piece(".", false));
        assertThat(words.pieces("")).isEmpty();
        assertThat(words.pieces("No mayfly."))
                .containsExactly(new Words.Piece("No mayfly.", false));
    }

    @Test
    void momentsAreRelativeInBothDirections() {
        assertThat(words.ago(NOW.minusMillis(999))).isEqualTo("now");
        assertThat(words.ago(NOW.minusSeconds(12))).isEqualTo("12 s ago");
        assertThat(words.ago(NOW.plusSeconds(240))).isEqualTo("in 4 min");
        assertThat(words.since(NOW.plusSeconds(3))).isEqualTo("0 s");
    }

    @Test
    void absoluteTimesNameTheirZone() {
        assertThat(words.absolute(NOW)).isEqualTo("3 Mar 2026, 14:03:12.204 UTC+01:00");
        assertThat(words.clock(NOW)).isEqualTo("14:03:12.204");
        assertThat(words.day(NOW)).isEqualTo("Today, 14:03:12");
        assertThat(words.day(NOW.plus(Duration.ofHours(14)))).isEqualTo("Wed 4 Mar, 04:03");
    }

    @Test
    void stretchesOfTimeNameTheirDayOnce() {
        assertThat(words.span(NOW, NOW.plusSeconds(1))).isEqualTo("Today, 14:03:12 to 14:03:13");
        assertThat(words.span(NOW, NOW)).isEqualTo("Today, 14:03:12");
        assertThat(words.span(NOW, NOW.plus(Duration.ofHours(14))))
                .isEqualTo("Today, 14:03:12 to Wed 4 Mar, 04:03");
        assertThat(words.span(NOW.plus(Duration.ofHours(14)), NOW.plus(Duration.ofHours(15))))
                .isEqualTo("Wed 4 Mar, 04:03 to 05:03");
    }

    @Test
    void countsAreGroupedByAThinSpace() {
        assertThat(Words.count(12_480)).isEqualTo("12\u202f480");
        assertThat(Words.count(7)).isEqualTo("7");
    }
}
