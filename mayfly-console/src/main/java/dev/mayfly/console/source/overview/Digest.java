package dev.mayfly.console.source.overview;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.Bar;
import dev.mayfly.console.view.Overview;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the first page takes out of a picture of the kernel, in one pass over its tasks: there may
 * be a hundred thousand.
 *
 * @param kernel the picture
 * @param oldest by queue, when the task was submitted that has stood in its line here for longest
 * @param engines those that have queues
 */
public record Digest(
        KernelSnapshot kernel, Map<String, Instant> oldest, List<Overview.Engine> engines) {
    private static final int MOST_NAMED = 3;

    /** Copies the collections. */
    public Digest {
        oldest = Map.copyOf(oldest);
        engines = List.copyOf(engines);
    }

    /**
     * Looks through a picture.
     *
     * @param kernel the picture
     * @param shares by engine the share of its carriers that was busy
     * @return what was found
     */
    public static Digest of(KernelSnapshot kernel, Map<String, Double> shares) {
        Map<String, String> engines = new HashMap<>();
        kernel.queues().forEach(queue -> engines.put(queue.name(), queue.engine()));
        Map<String, Instant> oldest = new HashMap<>();
        Map<String, Map<String, Integer>> turns = new HashMap<>();
        for (TaskSnapshot task : kernel.tasks()) {
            if (task.state() == TaskState.READY && task.runs() == 0) {
                oldest.merge(task.queue(), task.submittedAt(), Digest::earlier);
            } else if (task.state() == TaskState.RUNNING) {
                String engine = engines.getOrDefault(task.queue(), "");
                turns.computeIfAbsent(engine, name -> new TreeMap<>())
                        .merge(task.name(), 1, Integer::sum);
            }
        }
        List<Overview.Engine> shown = new ArrayList<>();
        for (EngineSnapshot engine : kernel.engines()) {
            if (kernel.queues().stream()
                    .map(QueueSnapshot::engine)
                    .anyMatch(engine.name()::equals)) {
                shown.add(
                        engine(
                                engine,
                                shares.getOrDefault(engine.name(), 0.0),
                                turns.getOrDefault(engine.name(), Map.of())));
            }
        }
        return new Digest(kernel, oldest, shown);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Overview.Engine engine(
            EngineSnapshot engine, double share, Map<String, Integer> turns) {
        int percent = (int) Math.round(100 * share);
        return new Overview.Engine(
                engine.name(),
                engine.mode() + ", " + places(engine),
                new Bar(percent, 100, percent + " % busy"),
                engine.ready() == 0 ? "" : Words.count(engine.ready()) + " ready for a turn",
                doing(turns));
    }

    /**
     * What its tasks run on, one for each that has its turn.
     *
     * @param engine an engine
     * @return a word in the singular
     */
    public static String place(EngineSnapshot engine) {
        return engine.details().containsKey("carriers")
                ? "carrier"
                : engine.details().containsKey("threads") ? "thread" : "place";
    }

    private static String places(EngineSnapshot engine) {
        Long carriers = engine.details().get("carriers");
        long count = carriers != null ? carriers : engine.parallelism();
        long spares = engine.details().getOrDefault("carriers_spare", 0L);
        return Words.count(count)
                + " "
                + place(engine)
                + (count == 1 ? "" : "s")
                + (spares == 0 ? "" : ", " + spares + " of them spare");
    }

    /**
     * The names of the tasks that run, those of most first. A task runs while it is in no system
     * call: one that blocks elsewhere is among them, and has no carrier.
     */
    private static @Nullable String doing(Map<String, Integer> turns) {
        if (turns.isEmpty()) {
            return null;
        }
        String named =
                turns.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Integer>comparingByValue(
                                                Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST_NAMED)
                        .map(each ->
                                each.getKey()
                                        + (each.getValue() == 1 ? "" : " × " + each.getValue()))
                        .collect(Collectors.joining(", "));
        int more = turns.size() - MOST_NAMED;
        return named + (more > 0 ? ", and " + more + (more == 1 ? " other" : " others") : "");
    }
}
