package dev.mayfly.console.source.part;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.admission.BatchRecord;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the page of a batch says of it. */
public final class BatchParts {

    private static final double WIDTH = 1000;
    private static final int MOST_COUNTED = 1_000;

    /**
     * How those stand that have not ended. No store keeps these counts, so they are counted, to a
     * bound.
     *
     * @param running how many run
     * @param blocked how many wait for other jobs
     */
    public record Open(int running, int blocked) {}

    private final Jobs jobs;
    private final Links links;
    private final String id;
    private final Snapshots<Open> open;

    /**
     * A batch.
     *
     * @param jobs where it is
     * @param links makes its links
     * @param id its id
     */
    public BatchParts(Jobs jobs, Links links, String id) {
        this.jobs = jobs;
        this.links = links;
        this.id = id;
        this.open =
                new Snapshots<>(
                        () -> new Open(count(JobState.RUNNING), count(JobState.BLOCKED)),
                        Duration.ofMillis(500));
    }

    private int count(JobState state) {
        JobQuery query = JobQuery.ALL.withBatch(id).withStates(Set.of(state));
        return jobs.bulk().count(query, MOST_COUNTED);
    }

    /**
     * The head of its page.
     *
     * @param batch as it is
     * @param rights what the reader may do
     * @return the head
     */
    public JobList.Head head(BatchRecord batch, Rights rights) {
        List<String> facts =
                List.of(
                        Words.count(batch.total()) + (batch.total() == 1 ? " job" : " jobs"),
                        batch.isDone() ? "all have ended" : left(batch) + " not ended");
        return new JobList.Head(
                batch.name(),
                "Batch",
                facts,
                batch.isDone() ? List.of() : List.of(cancel(batch, rights)),
                null,
                null,
                null,
                standing(batch));
    }

    private static String left(BatchRecord batch) {
        return Words.count(batch.total() - batch.done());
    }

    private Action cancel(BatchRecord batch, Rights rights) {
        long left = batch.total() - batch.done();
        String after =
                batch.onCompletion() == null ? "" : " What is to run on completion runs then.";
        return new Action(
                "Cancel",
                "failed",
                links.cancelBatch(batch.id()),
                left == 1 ? "Cancel 1 job" : "Cancel " + Words.count(left) + " jobs",
                Words.count(left)
                        + " of "
                        + Words.count(batch.total())
                        + (left == 1 ? " job has" : " jobs have")
                        + " not ended. Those that wait will not start; those that run are"
                        + " interrupted at their next step."
                        + after,
                true,
                rights.refusal(Operation.CANCEL_BATCH));
    }

    private JobList.Batch standing(BatchRecord batch) {
        List<JobList.Next> next = next(batch);
        Open now = batch.isDone() ? new Open(0, 0) : open.get();
        long left = Math.max(0, batch.total() - batch.done());
        // Counted a moment apart: what the record says is right, and the rest must fit into it.
        // What comes after the batch is found with its jobs, and waits for them until they end.
        long running = Math.min(now.running(), left);
        long blocked = Math.min(Math.max(0, now.blocked() - next.size()), left - running);
        long others = left - running - blocked;
        Bar bar = new Bar(batch.total());
        bar.part(Pills.of(JobState.SUCCEEDED), batch.succeeded(), "r-done", JobState.SUCCEEDED);
        bar.part(Pills.of(JobState.FAILED), batch.failed(), "r-fail", JobState.FAILED);
        bar.part(Pills.of(JobState.CANCELLED), batch.cancelled(), "r-over", JobState.CANCELLED);
        if (Math.max(now.running(), now.blocked()) > MOST_COUNTED) {
            bar.part(new StatePill("Not ended", "line", Tone.LINE), left, "r-line", null);
        } else {
            bar.part(Pills.of(JobState.RUNNING), running, "r-alive", JobState.RUNNING);
            bar.part(new StatePill("Waiting", "line", Tone.LINE), others, "r-line", null);
            bar.part(Pills.of(JobState.BLOCKED), blocked, "r-wait", JobState.BLOCKED);
        }
        return new JobList.Batch(
                bar.parts,
                Words.count(batch.done()) + " of " + Words.count(batch.total()) + " ended",
                next);
    }

    private List<JobList.Next> next(BatchRecord batch) {
        List<JobList.Next> next = new ArrayList<>();
        add("When all have ended", batch.onCompletion(), next);
        add("When all have succeeded", batch.onSuccess(), next);
        return List.copyOf(next);
    }

    private void add(String when, @Nullable JobId job, List<JobList.Next> next) {
        if (job != null) {
            jobs.find(job)
                    .ifPresent(found ->
                            next.add(
                                    new JobList.Next(
                                            when,
                                            found.name(),
                                            links.job(job),
                                            Pills.of(found.state()))));
        }
    }

    private final class Bar {
        private final double total;
        private final List<JobList.Part> parts = new ArrayList<>();
        private double reached;

        Bar(long total) {
            this.total = Math.max(1, total);
        }

        void part(StatePill pill, long count, String css, @Nullable JobState state) {
            if (count == 0) {
                return;
            }
            double width = WIDTH * count / total;
            PageRequest.JobList list = PageRequest.JobList.ALL.withBatch(id).withState(state);
            parts.add(
                    new JobList.Part(
                            pill,
                            Words.count(count),
                            css,
                            round(reached),
                            round(width),
                            links.to(list)));
            reached += width;
        }

        private static double round(double value) {
            return Math.round(value * 10) / 10.0;
        }
    }
}
