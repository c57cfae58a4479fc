package dev.mayfly.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

@Tag("either-mode")
class CronTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    private static List<String> runs(String expression, ZoneId zone, String after, int count) {
        return new Cron(expression, zone)
                .next(Instant.parse(after), count).stream()
                        .map(run -> run.atZone(zone).toOffsetDateTime().toString())
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * *       | 2026-01-01T03:00:00Z | 2026-01-02T03:00:00Z",
                "30 0 3 * * *    | 2026-01-01T03:00:30Z | 2026-01-02T03:00:30Z",
                "*/15 8-17 * * 1-5 | 2026-01-01T08:00:00Z | 2026-01-01T08:15:00Z",
                "0 0 * * SUN     | 2026-01-04T00:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 * * 7       | 2026-01-04T00:00:00Z | 2026-01-11T00:00:00Z",
                "0 0 1 JAN,JUL ? | 2026-07-01T00:00:00Z | 2027-01-01T00:00:00Z",
                "0 0 L * *       | 2026-01-31T00:00:00Z | 2026-02-28T00:00:00Z",
                "0 0 15W * *     | 2026-01-15T00:00:00Z | 2026-02-16T00:00:00Z",
                "0 0 * * MON#1   | 2026-01-05T00:00:00Z | 2026-02-02T00:00:00Z",
                "0 0 * * 5L      | 2026-01-30T00:00:00Z | 2026-02-27T00:00:00Z",
                "0 0 29 2 *      | 2028-02-29T00:00:00Z | 2032-02-29T00:00:00Z",
                "@daily          | 2026-01-02T00:00:00Z | 2026-01-03T00:00:00Z",
                "@Hourly         | 2026-01-01T01:00:00Z | 2026-01-01T02:00:00Z",
            })
    void knowsFiveFieldsSixFieldsNamesAndWords(String expression, String first, String second) {
        assertThat(
                        new Cron(expression, ZoneOffset.UTC)
                                .next(Instant.parse("2026-01-01T00:00:00Z"), 2))
                .containsExactly(Instant.parse(first), Instant.parse(second));
    }

    @Test
    void matchesBothDayFieldsWhereBothAreGiven() {
        assertThat(runs("0 0 13 * FRI", ZoneOffset.UTC, "2026-01-01T00:00:00Z", 3))
                .containsExactly("2026-02-13T00:00Z", "2026-03-13T00:00Z", "2026-11-13T00:00Z");
    }

    @Test
    void doesNotCountARunAtTheVeryInstantAskedFrom() {
        assertThat(runs("0 3 * * *", ZoneOffset.UTC, "2026-01-01T03:00:00Z", 1))
                .containsExactly("2026-01-02T03:00Z");
        assertThat(runs("0 3 * * *", ZoneOffset.UTC, "2026-01-01T02:59:59.999999999Z", 1))
                .containsExactly("2026-01-01T03:00Z");
    }

    @Test
    void runsOnceRightAfterTheGapForATimeThatTheGapSkips() {
        assertThat(runs("30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", 3))
                .containsExactly(
                        "2026-03-28T02:30+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-30T02:30+02:00");
    }

    @Test
    void runsOnceForSeveralTimesInOneGap() {
        assertThat(runs("*/20 2,3 * * *", BERLIN, "2026-03-28T23:00:00Z", 4))
                .containsExactly(
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T03:20+02:00",
                        "2026-03-29T03:40+02:00",
                        "2026-03-30T02:00+02:00");
    }

    @Test
    void runsAtTheFirstOccurrenceOnlyOfATimeThatComesTwice() {
        assertThat(runs("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        // Asked between the two occurrences, and within the second one.
        assertThat(runs("30 2 * * *", BERLIN, "2026-10-25T00:45:00Z", 1))
                .containsExactly("2026-10-26T02:30+01:00");
        assertThat(runs("30 2 * * *", BERLIN, "2026-10-25T01:15:00Z", 1))
                .containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void followsElapsedTimeThroughTheRepeatedHourIfEveryHourMatches() {
        assertThat(runs("*/30 * * * *", BERLIN, "2026-10-24T23:45:00Z", 6))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:00+01:00",
                        "2026-10-25T03:30+01:00");
    }

    @Test
    void followsElapsedTimeOverTheGapIfEveryHourMatches() {
        assertThat(runs("*/30 * * * *", BERLIN, "2026-03-29T00:15:00Z", 3))
                .containsExactly(
                        "2026-03-29T01:30+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T03:30+02:00");
        assertThat(runs("10 * * * *", BERLIN, "2026-03-29T00:15:00Z", 2))
                .containsExactly("2026-03-29T03:10+02:00", "2026-03-29T04:10+02:00");
    }

    @Test
    void copesWithChangesOfHalfAnHour() {
        assertThat(runs("45 1 * * *", LORD_HOWE, "2026-04-03T00:00:00Z", 3))
                .containsExactly(
                        "2026-04-04T01:45+11:00",
                        "2026-04-05T01:45+11:00",
                        "2026-04-06T01:45+10:30");
        assertThat(runs("15 2 * * *", LORD_HOWE, "2026-10-03T00:00:00Z", 2))
                .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
    }

    @Test
    void ascendsStrictlyOverAYearOfEveryZone() {
        for (String id :
                List.of(
                        "Europe/Berlin",
                        "America/New_York",
                        "Africa/Casablanca",
                        "Australia/Lord_Howe",
                        "America/Sao_Paulo",
                        "Asia/Kathmandu")) {
            for (String expression : List.of("*/30 * * * *", "30 0,1,2,3 * * *", "0 0 * * *")) {
                Instant last = Instant.parse("2026-01-01T00:00:00Z");
                for (Instant run : new Cron(expression, ZoneId.of(id)).next(last, 2_000)) {
                    assertThat(run).as("%s in %s", expression, id).isAfter(last);
                    last = run;
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * *         | it has 4 fields; write 5 fields",
                "''              | it has 0 fields",
                "0 0 3 * * * 26  | it has 7 fields",
                "61 3 * * *      | 61 not in range [0, 59]",
                "0 25 * * *      | 25 not in range [0, 23]",
                "0 3 32 * *      | 32 not in range [1, 31]",
                "0 3 * * XYZ     | write 5 fields",
                "0 22-2 * * *    | Invalid range! [22,2]",
                "hello there you nice one | write 5 fields",
                "0 0 30 2 *      | no day ever matches it",
                "@reboot         | known words are @hourly, @daily",
            })
    void refusesWhatIsNoExpressionAndSaysWhy(String expression, String reason) {
        assertThatThrownBy(() -> new Cron(expression, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cron expression \"" + expression + "\" is not valid: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 3 * * *", "  0   3 * *  * "})
    void isEqualByExpressionAndZone(String expression) {
        assertThat(new Cron(expression, BERLIN))
                .isEqualTo(Schedule.cron("0 3 * * *", BERLIN))
                .hasSameHashCodeAs(Schedule.cron("0 3 * * *", BERLIN))
                .isNotEqualTo(Schedule.cron("0 3 * * *", ZoneOffset.UTC))
                .isNotEqualTo(Schedule.cron("0 4 * * *", BERLIN))
                .hasToString("cron \"0 3 * * *\" in Europe/Berlin");
    }
}
