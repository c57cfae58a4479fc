package dev.mayfly.console.source.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.filter.FilterReader;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.state.live.LiveJobs;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;

@Timeout(60)
class SharedPagesTests {
    private final Scheduler scheduler = Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).build();
    private final Jobs jobs = Jobs.builder(scheduler).build();
    private final SharedPages pages = new SharedPages(new LiveJobs(jobs), Clock::systemUTC, 25);

    @AfterEach
    void close() throws InterruptedException {
        var _ = scheduler.shutdown(Duration.ZERO);
        jobs.close();
    }

    private static PageRequest.JobList list(String typed) {
        return PageRequest.JobList.ALL.withFilter(FilterReader.read(typed));
    }

    @Test
    void readersOfOneListShareItsPage() {
        Snapshots<JobPage> one = pages.open(list("state:failed after:2h"));
        assertThat(pages.open(list("after:2h state:failed"))).isSameAs(one);
        assertThat(pages.open(list("state:failed after:3h"))).isNotSameAs(one);
        assertThat(pages.open(list("state:failed after:2h").withAfter("9"))).isNotSameAs(one);
        assertThat(one.get().jobs()).isEmpty();
    }

    @Test
    void whatCannotBeReadOrBeginsNowhereHasAPageAllTheSame() {
        assertThat(pages.open(list("stat:failed")).get().jobs()).isEmpty();
        assertThat(pages.open(PageRequest.JobList.ALL.withAfter("nowhere")).get().jobs()).isEmpty();
    }
}
