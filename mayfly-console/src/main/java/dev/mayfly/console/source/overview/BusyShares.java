package dev.mayfly.console.source.overview;

import dev.mayfly.kernel.engine.EngineSnapshot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What share of an engine's carriers has been at work, from looks at it while somebody reads: those
 * of the last ten seconds. Nobody looks while nobody reads, so a first look says what is so now.
 *
 * <p>Safe for use by any thread.
 */
public final class BusyShares {
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();

    private final Map<String, Deque<Look>> byEngine = new HashMap<>(); // guarded by this

    private record Look(long at, int running, int parallelism) {}

    /**
     * Looks at engines.
     *
     * @param engines as they are
     * @param now in nanoseconds, of a clock that is not set
     * @return by engine the share of its carriers that was busy, 0 to 1
     */
    public synchronized Map<String, Double> look(List<EngineSnapshot> engines, long now) {
        Map<String, Double> shares = new HashMap<>();
        for (EngineSnapshot engine : engines) {
            Deque<Look> looks = byEngine.computeIfAbsent(engine.name(), name -> new ArrayDeque<>());
            looks.add(new Look(now, engine.running(), engine.parallelism()));
            while (now - looks.getFirst().at() > WINDOW) {
                looks.removeFirst();
            }
            long running = 0;
            long places = 0;
            for (Look look : looks) {
                running += Math.min(look.running(), look.parallelism());
                places += look.parallelism();
            }
            shares.put(engine.name(), places == 0 ? 0 : (double) running / places);
        }
        return shares;
    }
}
