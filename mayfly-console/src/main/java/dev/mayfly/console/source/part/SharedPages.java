package dev.mayfly.console.source.part;

import dev.mayfly.console.filter.JobFilter;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pages of jobs, shared by all who look at the same list: a search through a hundred thousand jobs
 * is made once for ten readers, and takes a tenth of one processor at most, as {@link Snapshots}
 * has it. A page is kept for as long as somebody has its list open.
 *
 * <p>Safe for use by any thread that may block.
 */
public final class SharedPages {
    private final JobsState jobs;
    private final Supplier<Clock> clock;
    private final int size;
    private final Map<PageRequest.JobList, WeakReference<Snapshots<JobPage>>> open =
            new HashMap<>(); // guarded by this

    /**
     * No pages yet.
     *
     * @param jobs where they are
     * @param clock gives what times in filters are before, and the zone of those without one
     * @param size how many jobs a page has
     */
    public SharedPages(JobsState jobs, Supplier<Clock> clock, int size) {
        this.jobs = jobs;
        this.clock = clock;
        this.size = size;
    }

    /**
     * Opens a list.
     *
     * @param list which jobs, and after which
     * @return its page whenever it is asked for; to be held by the reader while the list is open
     */
    public synchronized Snapshots<JobPage> open(PageRequest.JobList list) {
        WeakReference<Snapshots<JobPage>> known = open.get(list);
        Snapshots<JobPage> pages = known == null ? null : known.get();
        if (pages == null) {
            open.values().removeIf(each -> each.refersTo(null));
            pages = new Snapshots<>(() -> query(list.filter(), list.after()), Duration.ZERO);
            open.put(list, new WeakReference<>(pages));
        }
        return pages;
    }

    /** Lets the next look at any list be at the present. */
    public synchronized void forget() {
        for (WeakReference<Snapshots<JobPage>> each : open.values()) {
            Snapshots<JobPage> pages = each.get();
            if (pages != null) {
                pages.forget();
            }
        }
    }

    /** Lists that somebody may have open: for tests. */
    synchronized int count() {
        return open.size();
    }

    private JobPage query(JobFilter filter, @Nullable String after) {
        if (filter.unread() != null) {
            return new JobPage(List.of(), null);
        }
        Clock now = clock.get();
        JobQuery query = filter.query(now.instant(), now.getZone()).withLimit(size);
        try {
            return jobs.query(after == null ? query : query.withAfter(new JobCursor(after)));
        } catch (IllegalArgumentException notACursor) {
            return jobs.query(query);
        }
    }
}
