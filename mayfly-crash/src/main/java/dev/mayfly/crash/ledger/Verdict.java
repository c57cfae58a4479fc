package dev.mayfly.crash.ledger;

import java.time.Duration;
import java.util.List;

/**
 * What became of the promise.
 *
 * @param acknowledged how many jobs were acknowledged
 * @param lost those of them that have not ended as they should, each with the reason
 * @param phantoms jobs and runs that nobody asked for
 * @param overlaps cases of two valid owners
 * @param reruns how many runs followed one that had not settled
 * @param inFlight how many runs had begun and not settled when their owners were lost
 * @param unexplained re-runs whose owner before was not lost, and counters that are not what a
 *     recount finds
 * @param rerunTime from the misfortune to the re-run, at the 99th percentile, and where everything
 *     was down once more in between, from then on; zero without any
 */
public record Verdict(
        int acknowledged,
        List<String> lost,
        List<String> phantoms,
        List<String> overlaps,
        int reruns,
        int inFlight,
        List<String> unexplained,
        Duration rerunTime) {

    /** Copies the lists. */
    public Verdict {
        lost = List.copyOf(lost);
        phantoms = List.copyOf(phantoms);
        overlaps = List.copyOf(overlaps);
        unexplained = List.copyOf(unexplained);
    }

    /** {@return whether everything was as promised} */
    public boolean held() {
        return lost.isEmpty()
                && phantoms.isEmpty()
                && overlaps.isEmpty()
                && unexplained.isEmpty()
                && reruns <= inFlight;
    }

    /**
     * The line that a run ends with.
     *
     * @param crashes how many there were
     * @return figures, for people and programs
     */
    public String line(int crashes) {
        return "crashes="
                + crashes
                + " acknowledged="
                + acknowledged
                + " lost="
                + lost.size()
                + " phantom="
                + phantoms.size()
                + " overlaps="
                + overlaps.size()
                + " reruns="
                + reruns
                + " in_flight="
                + inFlight
                + " rerun_p99_ms="
                + rerunTime.toMillis();
    }
}
