package dev.mayfly.examples.trading;

import dev.mayfly.examples.stage.Stage;

/** Plays a trading day, and prints what came of it. */
public final class Main {

    private Main() {}

    /**
     * Runs.
     *
     * @param args nothing or {@code real} for real time; a number for simulated time
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        String seed = args.length == 0 ? Stage.REAL : args[0];
        System.out.print(play(seed));
    }

    /** The report of a run. */
    static String play(String seed) throws InterruptedException {
        long prices = seed.equals(Stage.REAL) ? 1 : Long.parseLong(seed);
        return Stage.play(
                seed,
                (agents, task) ->
                        Report.of(
                                new TradingDay(agents, task, TradingDay.Plan.usual(prices))
                                        .play()));
    }
}
