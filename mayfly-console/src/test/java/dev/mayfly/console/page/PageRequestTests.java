package dev.mayfly.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.filter.FilterReader;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class PageRequestTests {

    @Test
    void anAddressReadAgainGivesTheSamePage() {
        for (PageRequest page :
                List.of(
                        new PageRequest.Overview(),
                        new PageRequest.Recurring(),
                        new PageRequest.Agents(),
                        new PageRequest.Tasks(),
                        new PageRequest.TaskTree(),
                        new PageRequest.Timeline(TimeWindow.DEFAULT),
                        new PageRequest.Timeline(
                                new TimeWindow(
                                        TimeWindow.By.CARRIERS,
                                        Duration.ofNanos(1_234_000),
                                        Instant.parse("2026-03-01T14:03:12.204017Z"))),
                        new PageRequest.JobDetail(
                                new JobId("019537e4-6c1a-7b33-a1d2-9f31c2aa5e10")),
                        PageRequest.JobList.ALL,
                        list("state:failed,ready after:2h label:a=b \"two words\""),
                        list("queue:a&b id:17 stat:x").withAfter("9"),
                        new PageRequest.Bulk(PageRequest.Bulk.Verb.CANCEL, PageRequest.JobList.ALL),
                        new PageRequest.Bulk(
                                PageRequest.Bulk.Verb.RETRY,
                                PageRequest.JobList.ALL
                                        .withQueue("a&b")
                                        .withState(JobState.FAILED)
                                        .withName("x")
                                        .withBatch("b")),
                        new PageRequest.Ticked(
                                PageRequest.Bulk.Verb.RETRY,
                                TickedJobs.of(List.of(new JobId("a-1"), new JobId("b_2"))),
                                list("queue:a&b error:x").withAfter("9")),
                        PageRequest.JobList.ALL
                                .withQueue("a&b=c d/../#ü?")
                                .withState(JobState.AWAITING_RETRY)
                                .withName("x&y=%20 \"")
                                .withBatch("b&c")
                                .withAfter("17"))) {
            assertThat(PageRequest.parse(page.address())).as(page.address()).contains(page);
        }
    }

    private static PageRequest.JobList list(String typed) {
        return PageRequest.JobList.ALL.withFilter(FilterReader.read(typed));
    }

    @Test
    void whatIsTypedIsTheAddress() {
        assertThat(PageRequest.parse("/jobs?q=state%3Afailed+queue%3Areports+error%3Atimeout"))
                .contains(list("queue:reports state:failed error:timeout"));
        assertThat(list("queue:reports state:failed error:timeout").address())
                .isEqualTo("/jobs?queue=reports&state=failed&q=error%3Atimeout");
        assertThat(PageRequest.parse("/jobs?queue=reports&q=+")).contains(list("queue:reports"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bulk?verb=retry&q=stat%3Ax",
                "/nowhere",
                "/jobs/",
                "/jobs/a/b",
                "/jobs/%3Cscript%3E",
                "/jobs?state=sleepy",
                "/bulk",
                "/bulk?verb=burn&state=failed",
                "/bulk?verb=retry&state=sleepy",
                "/ticked",
                "/ticked?job=a",
                "/ticked?verb=burn&job=a",
                "/ticked?verb=retry&job=a&state=sleepy",
                "/jobs?queue=%zz",
                "/tasks/",
                "/tasks/timeline?by=users",
                "/tasks/timeline?span=1h",
                "/tasks/timeline?span=-1s",
                "/tasks/timeline?span=99999999999s",
                "/tasks/timeline?until=yesterday",
                "/tasks/timeline?until=12345678901234567",
                "/../etc/passwd"
            })
    void whatIsNoPageIsNone(String address) {
        assertThat(PageRequest.parse(address)).isEmpty();
    }

    @Test
    void aWindowIsBroughtBetweenItsLimits() {
        assertThat(PageRequest.parse("/tasks/timeline"))
                .contains(new PageRequest.Timeline(TimeWindow.DEFAULT));
        assertThat(PageRequest.parse("/tasks/timeline?span=1us").orElseThrow().address())
                .isEqualTo("/tasks/timeline?by=queues&span=10us");
        assertThat(PageRequest.parse("/tasks/timeline?span=9999999999s").orElseThrow().address())
                .isEqualTo("/tasks/timeline?by=queues&span=3600s");
    }

    @Test
    void aWindowThatGrowsKeepsItsMiddle() {
        Instant end = Instant.parse("2026-03-01T14:00:00Z");
        TimeWindow window = TimeWindow.DEFAULT.spanning(Duration.ofSeconds(10));
        assertThat(window.around(Duration.ofSeconds(20), end).until())
                .isEqualTo(end.plusSeconds(5));
        assertThat(window.around(Duration.ofSeconds(5), end).until())
                .isEqualTo(end.minusMillis(2_500));
        assertThat(window.around(Duration.ofHours(9), end).span()).isEqualTo(TimeWindow.LONGEST);
    }

    @Test
    void anEmptySearchFieldSearchesForNothing() {
        for (String name : List.of("", "   ")) {
            assertThat(PageRequest.parse("/jobs", Map.of("name", name, "state", "")))
                    .contains(PageRequest.JobList.ALL);
        }
        assertThat(PageRequest.parse("/jobs", Map.of("name", " send ")))
                .contains(PageRequest.JobList.ALL.withName("send"));
    }

    @Test
    void anOverlongParameterIsNoPage() {
        assertThat(PageRequest.parse("/jobs", Map.of("queue", "q".repeat(513)))).isEmpty();
    }

    @Test
    void whatComesFromOutsideIsEncodedInLinks() {
        Links links = new Links("/app/mayfly");
        assertThat(links.queue("\"><img onerror=x>"))
                .isEqualTo("/app/mayfly/jobs?queue=%22%3E%3Cimg+onerror%3Dx%3E");
        assertThat(links.queueAction("javascript:alert(1)", "pause"))
                .isEqualTo("/app/mayfly/queues/pause?queue=javascript%3Aalert%281%29");
        assertThat(
                        links.bulkAction(
                                new PageRequest.Bulk(
                                        PageRequest.Bulk.Verb.RETRY,
                                        PageRequest.JobList.ALL.withName("a&b"))))
                .isEqualTo("/app/mayfly/bulk/retry?name=a%26b");
        assertThat(links.stream(PageRequest.JobList.ALL.withQueue("a&view=b")))
                .isEqualTo("/app/mayfly/stream?view=%2Fjobs%3Fqueue%3Da%2526view%253Db");
    }
}
