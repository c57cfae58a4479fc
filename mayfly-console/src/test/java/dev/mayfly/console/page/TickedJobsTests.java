package dev.mayfly.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class TickedJobsTests {

    @Test
    void idsAreReadOnceEachHoweverTheyCome() {
        List<JobId> ids = List.of(new JobId("a-1"), new JobId("b_2"));
        assertThat(TickedJobs.read("a-1.b_2.a-1").ids()).isEqualTo(ids);
        assertThat(TickedJobs.read(".a-1..b_2.").ids()).isEqualTo(ids);
        assertThat(TickedJobs.read(TickedJobs.joined(List.of("a-1", "b_2", "a-1"))).ids())
                .isEqualTo(ids);
        assertThat(TickedJobs.of(ids)).isEqualTo(TickedJobs.read("a-1.b_2"));
        assertThat(TickedJobs.of(ids).mistake()).isNull();
    }

    @Test
    void aMistakeNamesTheValueThePlaceAndWhatToDo() {
        TickedJobs malformed = TickedJobs.read("a-1.<b>");
        assertThat(malformed.ids()).isEmpty();
        assertThat(malformed.mistake())
                .contains("\"<b>\"", "the values of \"job\"", "1 to 64 letters", "tick the rows");
        assertThat(TickedJobs.read("x".repeat(900)).mistake())
                .contains("\"" + "x".repeat(64) + "…\"")
                .hasSizeLessThan(400);
        assertThat(TickedJobs.read("").mistake())
                .contains("No row was ticked", "\"job\"", "tick the rows again");
    }

    @Test
    void oneMoreThanTheMostIsRefusedAndNotCut() {
        List<JobId> most =
                IntStream.range(0, TickedJobs.MOST).mapToObj(i -> new JobId("job-" + i)).toList();
        assertThat(TickedJobs.of(most).ids()).isEqualTo(most);
        TickedJobs more = TickedJobs.read(TickedJobs.of(most).text() + ".another");
        assertThat(more.ids()).isEmpty();
        assertThat(more.mistake()).contains("51 jobs", "50 at most", "Retry all");
    }
}
