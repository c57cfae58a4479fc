package dev.mayfly.examples.consensus;

import dev.mayfly.examples.stage.Stage;

/** Has ten nodes decide in all scenarios, and prints what came of it. */
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
        return Stage.play(
                seed, (agents, task) -> Report.of(new Council(agents, task, 1).playAll()));
    }
}
