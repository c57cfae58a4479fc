package dev.mayfly.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a figure of Mayfly's may be.
 *
 * @param work what is done, for people
 * @param benchmark whose figure counts
 * @param peer whose figure counts
 * @param limit the most it may be
 */
public record Budget(String work, String benchmark, String peer, Limit limit) {

    /** The most a figure may be. */
    public sealed interface Limit {

        /**
         * So much.
         *
         * @param most in the benchmark's unit
         */
        record AtMost(double most) implements Limit {}

        /**
         * So many times what another peer has in the same run.
         *
         * @param times a factor; 0.5 asks to be twice as fast
         * @param peer the other
         */
        record Beside(double times, String peer) implements Limit {}
    }

    /**
     * How a budget and a figure compare.
     *
     * @param figure of the peer
     * @param most what it may be
     * @param met whether it is no more than that
     */
    public record Verdict(Measurement figure, double most, boolean met) {}

    /**
     * Judges the figures of a run.
     *
     * @param figures all of them
     * @return empty if what is needed was not measured
     */
    public Optional<Verdict> judge(List<Measurement> figures) {
        return find(figures, peer)
                .flatMap(own ->
                        most(figures).map(most -> new Verdict(own, most, own.score() <= most)));
    }

    private Optional<Double> most(List<Measurement> figures) {
        return switch (limit) {
            case Limit.AtMost(double most) -> Optional.of(most);
            case Limit.Beside(double times, String other) ->
                    find(figures, other).map(figure -> times * figure.score());
        };
    }

    private Optional<Measurement> find(List<Measurement> figures, String who) {
        return figures.stream()
                .filter(each -> each.benchmark().equals(benchmark) && each.peer().equals(who))
                .findFirst();
    }

    /**
     * The limit in words.
     *
     * @return for instance {@code 0.50 x virtual-thread}; empty for one in figures
     */
    String words() {
        return limit instanceof Limit.Beside(double times, String other)
                ? String.format(Locale.ROOT, " (%.2f x %s)", times, other)
                : "";
    }
}
