package dev.mayfly.jobs.internal.batch;

import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The batches that somebody in this process waits for. Safe for use by any thread. */
public final class Batches {

    private static final int PAGE = 500;
    private static final Set<JobState> LIVE = live();

    private final JobStore store;
    private final Predicate<JobId> cancel;
    private final ConcurrentHashMap<String, CompletableFuture<BatchRecord>> waits =
            new ConcurrentHashMap<>();

    /**
     * Nobody waits yet.
     *
     * @param store where batches are
     * @param cancel asks a job to end; true if it was asked
     */
    public Batches(JobStore store, Predicate<JobId> cancel) {
        this.store = store;
        this.cancel = cancel;
    }

    private static Set<JobState> live() {
        var live = EnumSet.allOf(JobState.class);
        live.removeIf(JobState::isTerminal);
        return Set.copyOf(live);
    }

    /**
     * A handle.
     *
     * @param id the batch's
     * @return always a new one
     */
    public BatchHandle handle(String id) {
        return new Handle(id);
    }

    /**
     * A job has ended: if it is the last of a batch, whoever waits for that hears of it.
     *
     * @param job as it is now
     */
    public void ended(JobRecord job) {
        if (waits.isEmpty() || !job.state().isTerminal()) {
            return;
        }
        String batch = Blocking.memberOf(job);
        if (batch != null && waits.containsKey(batch)) {
            look(batch);
        }
    }

    /** Looks at all that somebody waits for: members may have ended elsewhere. */
    public void lookAtAll() {
        waits.keySet().forEach(this::look);
    }

    private void look(String id) {
        BatchRecord batch;
        try {
            batch = store.batch(id).orElse(null);
        } catch (StoreUnavailableException e) {
            return; // the next look asks again
        }
        if (batch != null && batch.finishedAt() != null) {
            CompletableFuture<BatchRecord> wait = waits.remove(id);
            if (wait != null) {
                wait.complete(batch);
            }
        }
    }

    private CompletableFuture<BatchRecord> future(String id) {
        CompletableFuture<BatchRecord> future =
                waits.computeIfAbsent(id, key -> new CompletableFuture<>()).copy();
        look(id); // after it is there, so that no end is missed
        return future;
    }

    private int cancel(String id) {
        int asked = 0;
        JobQuery query = JobQuery.ALL.withBatch(id).withStates(LIVE).withLimit(PAGE);
        @Nullable JobCursor after = null;
        do {
            JobPage page = store.query(query.withAfter(after));
            for (JobRecord job : page.jobs()) {
                if (Blocking.memberOf(job) != null && cancel.test(job.id())) {
                    asked++;
                }
            }
            after = page.next();
        } while (after != null);
        return asked;
    }

    private final class Handle implements BatchHandle {

        private final String id;

        Handle(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Optional<BatchRecord> state() {
            return store.batch(id);
        }

        @Override
        public CompletableFuture<BatchRecord> future() {
            return Batches.this.future(id);
        }

        @Override
        public BatchRecord await(Duration timeout) throws InterruptedException, TimeoutException {
            try {
                return future().get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new TimeoutException(
                        "batch " + id + " had not ended within " + timeout + ": " + state());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause()); // nobody completes it so
            }
        }

        @Override
        public int cancel() {
            return Batches.this.cancel(id);
        }
    }
}
