package dev.mayfly.console.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.console.filter.JobFilter.Text;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class FilterReaderTests {
    private static final Instant NOW = Instant.parse("2026-03-01T14:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static JobFilter good(String typed) {
        JobFilter filter = FilterReader.read(typed);
        assertThat(filter.unread()).as(typed).isNull();
        return filter;
    }

    private static List<String> mistakes(String typed) {
        JobFilter filter = FilterReader.read(typed);
        assertThat(filter.unread()).as(typed).isNotNull();
        assertThat(filter.typed()).isEqualTo(typed);
        assertThat(filter.isExact()).isFalse();
        assertThat(filter.isCounted()).isFalse();
        assertThatThrownBy(() -> filter.query(NOW, ZONE)).isInstanceOf(IllegalStateException.class);
        return filter.unread().mistakes();
    }

    @Test
    void everyQualifierIsUnderstood() {
        JobQuery query =
                good("state:failed,awaiting-retry queue:reports name:\"send mail\" batch:b-1"
                                + " label:tenant=acme label:\"for=two words\" after:2h"
                                + " before:2026-03-01T13:00:00Z time out")
                        .query(NOW, ZONE);
        assertThat(query)
                .isEqualTo(
                        JobQuery.ALL
                                .withStates(Set.of(JobState.FAILED, JobState.AWAITING_RETRY))
                                .withQueue("reports")
                                .withName("send mail")
                                .withBatch("b-1")
                                .withLabel("tenant", "acme")
                                .withLabel("for", "two words")
                                .withAccepted(
                                        NOW.minus(Duration.ofHours(2)),
                                        Instant.parse("2026-03-01T13:00:00Z"))
                                .withText("time out"));
    }

    @Test
    void anErrorAndWordsAreLookedForTogetherAndAnIdInPlaceOfWords() {
        assertThat(good("error:timeout acme").query(NOW, ZONE))
                .isEqualTo(JobQuery.ALL.withError("timeout").withText("acme"));
        assertThat(good("id:9f31").text()).isEqualTo(new Text(Text.Where.ID, "9f31"));
        assertThat(good("parent:01a204aa-f6a3-7000-922c-2bdeb8e4f4c5").query(NOW, ZONE))
                .isEqualTo(
                        JobQuery.ALL.withParent(new JobId("01a204aa-f6a3-7000-922c-2bdeb8e4f4c5")));
    }

    @Test
    void nothingTypedMeansAllJobs() {
        for (String typed : List.of("", "  ", "\"\"")) {
            assertThat(FilterReader.read(typed)).isEqualTo(JobFilter.ALL);
        }
        assertThat(JobFilter.ALL.typed()).isEmpty();
        assertThat(JobFilter.ALL.rest()).isNull();
        assertThat(JobFilter.ALL.isCounted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stat:failed | There is no qualifier \"stat:\". There are state:, queue:,",
                "http://host | There is no qualifier \"http:\".",
                "state:sleepy | There is no state \"sleepy\". There are scheduled, ready,",
                "state:failed, | There is no state \"\".",
                "queue: | \"queue:\" has no value.",
                "name:\" \" | \"name:\" has no value.",
                "queue:a queue:b | \"queue:\" is given twice",
                "label:acme | \"label:acme\" has no value: write label:name=value.",
                "label:=x | write label:name=value.",
                "label:a=1 label:a=2 | The label \"a\" is given twice.",
                "after:soon | \"after:soon\" is no time. Write 30m, 2h or 7d",
                "before:2026-02-30 | is no time",
                "before:+999999999-01-01T00:00:00Z | is no time",
                "id:x words | Only one of id: and words",
                "error:x error:y | \"error:\" is given twice",
                "parent:<x> | \"parent:<x>\" is no job's id",
                "name:\"send | A quote is opened and not closed."
            })
    void whatIsNotUnderstoodIsSaidAndMeansNoJob(String typed, String mistake) {
        assertThat(mistakes(typed)).anyMatch(each -> each.contains(mistake));
    }

    @Test
    void everyMistakeIsNamedAtOnce() {
        assertThat(mistakes("stat:x state:y after:z queue:")).hasSize(4);
    }

    @Test
    void quotesMakeAColonAPartOfATextAndBackslashesAQuote() {
        assertThat(good("\"state:failed\"").text())
                .isEqualTo(new Text(Text.Where.ANYWHERE, "state:failed"));
        assertThat(good("name:\"a \\\"b\\\" \\\\\"").name()).isEqualTo("a \"b\" \\");
        assertThat(good("k8s:pod").text()).isEqualTo(new Text(Text.Where.ANYWHERE, "k8s:pod"));
    }

    @Test
    void parametersOfALinkAndWhatIsTypedBesideThemHoldTogether() {
        JobFilter base = JobFilter.ALL.withQueue("my reports");
        assertThat(FilterReader.read(base, "state:failed"))
                .isEqualTo(base.withStates(Set.of(JobState.FAILED)));
        JobFilter twice = FilterReader.read(base, "queue:other");
        assertThat(twice.typed()).isEqualTo("queue:\"my reports\" queue:other");
        assertThat(twice.unread()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2h", "14:30", "14:30:05", "today", "yesterday", "2026-02-28"})
    void aTimeThatMovesIsPinnedBeforeAnybodyActs(String time) {
        JobFilter moving = good("after:" + time);
        assertThat(moving.isExact()).isFalse();
        JobFilter pinned = moving.pinned(NOW, ZONE);
        assertThat(pinned.isExact()).isTrue();
        assertThat(pinned.query(NOW.plusSeconds(9_999), ZoneId.of("Asia/Tokyo")))
                .isEqualTo(moving.query(NOW, ZONE));
        assertThat(good(pinned.typed())).isEqualTo(pinned);
    }

    @Test
    void timesWithoutAZoneAreInTheConsoles() {
        Map<String, String> times =
                Map.of(
                        "14:30", "2026-03-01T13:30:00Z",
                        "today", "2026-02-28T23:00:00Z",
                        "yesterday", "2026-02-27T23:00:00Z",
                        "2026-02-28", "2026-02-27T23:00:00Z",
                        "2026-02-28T06:15", "2026-02-28T05:15:00Z",
                        "2026-02-28T06:15:00.250", "2026-02-28T05:15:00.250Z",
                        "2026-02-28T06:15:00+09:00", "2026-02-27T21:15:00Z",
                        "90s", "2026-03-01T13:58:30Z");
        times.forEach((text, at) ->
                assertThat(FilterTime.read(text).orElseThrow().resolve(NOW, ZONE))
                        .as(text)
                        .isEqualTo(at));
    }

    /** Whatever is typed: it is read, its way back is read as the same, and nothing throws. */
    @Test
    void aFilterWrittenAndReadAgainIsTheSame() {
        String[] bits = {
            "state:", "queue:", "name:", "error:", "label:", "id:", "after:", "a", "=", "\"", "\\",
            " ", ":", "failed", ",", "ready", "2h", "ü", "x y", "%", "&", "<b>", "\t"
        };
        Random random = new Random(20_261_122);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            var typed = new StringBuilder();
            for (int length = random.nextInt(9); length >= 0; length--) {
                typed.append(bits[random.nextInt(bits.length)]);
            }
            JobFilter filter = FilterReader.read(typed.toString());
            assertThat(FilterReader.read(filter.typed())).as(typed.toString()).isEqualTo(filter);
            read += filter.unread() == null ? 1 : 0;
        }
        assertThat(read).isBetween(2_000, 18_000);
    }
}
