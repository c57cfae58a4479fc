package dev.mayfly.console.source.chart;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.console.view.chart.RunHistory;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/** Draws the last runs of recurring jobs. */
public final class RunBars {
    private static final int STEP = RunHistory.WIDTH / RecurringJob.MOST_RECENT;
    private static final int GAP = 3;

    /** A run of no time at all is still seen. */
    private static final int LEAST = 4;

    private RunBars() {}

    /**
     * The last runs of a job.
     *
     * @param job which
     * @param found the jobs of its runs, as far as they are kept
     * @param href the list of all its runs
     * @return the chart; null where there are fewer than two runs to compare
     */
    public static @Nullable RunHistory of(
            RecurringJob job, Map<JobId, JobRecord> found, String href) {
        List<JobId> recent = job.recent();
        List<JobRecord> runs = recent.stream().map(found::get).filter(Objects::nonNull).toList();
        if (recent.size() < 2 || runs.isEmpty()) {
            return null;
        }
        Duration longest =
                runs.stream().map(RunBars::took).max(Duration::compareTo).orElse(Duration.ZERO);
        List<RunHistory.Bar> bars = new ArrayList<>();
        int x = RunHistory.WIDTH - recent.size() * STEP;
        for (JobId id : recent) {
            bars.add(bar(x, found.get(id), longest));
            x += STEP;
        }
        return new RunHistory(bars, words(runs, recent.size()), times(runs), href);
    }

    private static RunHistory.Bar bar(int x, @Nullable JobRecord run, Duration longest) {
        if (run == null) {
            return bar(x, LEAST, Tone.OVER, null, "No longer kept");
        }
        StatePill pill = Pills.of(run.state());
        Duration took = took(run);
        String ended = run.state().isTerminal() ? " in " + Words.duration(took) : "";
        return bar(
                x,
                height(run, took, longest),
                pill.tone(),
                run.submittedAt(),
                pill.label() + ended);
    }

    private static RunHistory.Bar bar(
            int x, int height, Tone tone, @Nullable Instant at, String says) {
        return new RunHistory.Bar(
                x, RunHistory.HEIGHT - height, STEP - GAP, height, tone.css(), at, says);
    }

    /** One that failed at once is no smaller matter: failures are as high as the chart. */
    private static int height(JobRecord run, Duration took, Duration longest) {
        if (run.state() == JobState.FAILED) {
            return RunHistory.HEIGHT;
        }
        double share = longest.isZero() ? 0 : (double) took.toNanos() / longest.toNanos();
        return LEAST + (int) Math.round(share * (RunHistory.HEIGHT - LEAST));
    }

    private static Duration took(JobRecord run) {
        return run.history().stream().map(Attempt::duration).reduce(Duration.ZERO, Duration::plus);
    }

    private static String words(List<JobRecord> runs, int recent) {
        Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
        runs.forEach(run -> counts.merge(run.state(), 1, Integer::sum));
        Integer well = counts.remove(JobState.SUCCEEDED);
        var words = new StringJoiner(", ");
        words.add((well == null ? "None" : well) + " of the last " + recent + " succeeded");
        counts.forEach((state, count) ->
                words.add(count + " " + Pills.of(state).label().toLowerCase(Locale.ROOT)));
        int gone = recent - runs.size();
        if (gone > 0) {
            words.add(gone + " no longer kept");
        }
        return words.toString();
    }

    private static String times(List<JobRecord> runs) {
        List<Duration> times =
                runs.stream()
                        .filter(run -> run.state() == JobState.SUCCEEDED)
                        .map(RunBars::took)
                        .sorted()
                        .toList();
        if (times.isEmpty()) {
            return "";
        }
        String least = Words.duration(times.getFirst());
        String most = Words.duration(times.getLast());
        return least.equals(most) ? "Took " + most : "Took " + least + " to " + most;
    }
}
