package dev.mayfly.console.source.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.filter.FilterReader;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.JobList.Suggestion;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the jobs of a page add to what the filter suggests. */
class SuggestionPartsTests {
    private final SuggestionParts parts = new SuggestionParts();
    private int submitted;

    private JobRecord job(String name, Map<String, String> labels) {
        JobOptions options = JobOptions.DEFAULTS;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            options = options.withLabel(label.getKey(), label.getValue());
        }
        JobId id = new JobId("job-" + submitted++);
        JobEnvelope envelope =
                new JobEnvelope(id, name, "mail", 0, "null", options, Map.of(), "", List.of());
        return JobRecord.submitted(envelope, Instant.EPOCH, null);
    }

    private List<String> seen(JobRecord... jobs) {
        JobList.Suggestions seen = parts.seen(List.of(jobs), List.of("send"));
        assertThat(seen.all())
                .allSatisfy(each ->
                        assertThat(FilterReader.read(each.typed()).unread())
                                .as(each.typed())
                                .isNull());
        return seen.all().stream().map(Suggestion::typed).toList();
    }

    @Test
    void labelsAndNamesOfOtherNodesAreSuggestedOnceEach() {
        assertThat(
                        seen(
                                job("send", Map.of("tenant", "beta", "kind", "a b")),
                                job("send", Map.of("tenant", "acme")),
                                job("of-another-node", Map.of("tenant", "acme"))))
                .containsExactly(
                        "name:of-another-node",
                        "label:\"kind=a b\"",
                        "label:tenant=acme",
                        "label:tenant=beta");
    }

    @Test
    void whatWasSeenStaysWhileItsJobsGo() {
        seen(job("send", Map.of("tenant", "acme")));
        assertThat(seen(job("send", Map.of("tenant", "beta"))))
                .containsExactly("label:tenant=acme", "label:tenant=beta");
        assertThat(seen()).hasSize(2);
    }

    @Test
    void labelsOfMayflysOwnAreNot() {
        assertThat(seen(job("send", Map.of("mayfly.recurring", "nightly")))).isEmpty();
    }

    /** Jobs that rush through a list, each with an id as its label, must not fill its page. */
    @Test
    void beyondABoundNothingIsNewAnyMore() {
        List<String> full = List.of();
        for (int i = 0; i < 500; i++) {
            full =
                    seen(
                            job(
                                    "name-" + i,
                                    Map.of("order", "o-" + i, "key-" + i, "v", "other-" + i, "v")));
        }
        assertThat(full).filteredOn(each -> each.startsWith("label:order=")).hasSize(12);
        assertThat(full).filteredOn(each -> each.startsWith("name:")).hasSize(24);
        assertThat(full).hasSizeLessThan(24 + 12 + 24);
        assertThat(seen(job("more", Map.of("order", "more", "more", "more")))).isEqualTo(full);
    }
}
