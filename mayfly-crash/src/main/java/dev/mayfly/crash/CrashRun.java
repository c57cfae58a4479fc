package dev.mayfly.crash;

import dev.mayfly.crash.control.Controller;
import dev.mayfly.crash.control.Injury;
import dev.mayfly.crash.control.Outcome;
import dev.mayfly.crash.control.Plan;
import dev.mayfly.crash.ledger.Verdict;
import dev.mayfly.crash.node.Fault;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The harness, see {@code mayfly-crash/run}. */
public final class CrashRun {

    private static final int BROKEN = 1;
    private static final int NOT_RUN = 2;
    private static final int MOST_SHOWN = 10;

    private static final String USAGE =
            "mayfly-crash/run --store h2|postgresql --crashes N [--seed S] [--fault F] [--power"
                    + " true | --freeze true]\n"
                    + "  F is one of "
                    + Arrays.toString(Fault.values())
                    + "\n"
                    + "  with --power the disk with the database loses its power (Linux, as root),"
                    + " instead of kills\n"
                    + "  with --freeze one of two nodes on PostgreSQL is stopped and goes on,"
                    + " instead of kills\n"
                    + "  -Dmayfly.crash.keep=true in JDK_JAVA_OPTIONS keeps the files";

    private CrashRun() {}

    /**
     * Runs as told; the exit code is 0 if the promise held, 1 if not, and 2 if that is not known.
     *
     * @param args the options
     */
    public static void main(String[] args) {
        Plan plan;
        try {
            plan = plan(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(NOT_RUN);
            return;
        }
        System.exit(run(plan));
    }

    private static int run(Plan plan) {
        System.out.println(plan);
        Outcome outcome;
        PrintStream out = System.out; // stays open
        try (var controller = new Controller(plan, out)) {
            outcome = controller.run();
        } catch (Exception e) {
            e.printStackTrace();
            return NOT_RUN;
        }
        Verdict verdict = outcome.verdict();
        show("lost", verdict.lost());
        show("phantom", verdict.phantoms());
        show("overlap", verdict.overlaps());
        show("unexplained", verdict.unexplained());
        System.out.println(
                "rejected outcomes: "
                        + outcome.rejections()
                        + ", cancelled for another owner: "
                        + outcome.cancellations());
        System.out.println(verdict.line(outcome.crashes()));
        return verdict.held() ? 0 : BROKEN;
    }

    private static void show(String what, List<String> cases) {
        cases.stream().limit(MOST_SHOWN).forEach(text -> System.out.println(what + ": " + text));
        if (cases.size() > MOST_SHOWN) {
            System.out.println(what + ": and " + (cases.size() - MOST_SHOWN) + " more");
        }
    }

    private static Plan plan(String[] args) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        if (args.length % 2 != 0
                || !options.containsKey("--store")
                || !options.containsKey("--crashes")) {
            throw new IllegalArgumentException(
                    "--store and --crashes are needed, each with a value");
        }
        long seed =
                options.containsKey("--seed")
                        ? Long.parseLong(options.get("--seed"))
                        : System.nanoTime() & 0xffffff;
        Plan plan =
                Plan.usual(
                        Plan.Database.valueOf(options.get("--store").toUpperCase(Locale.ROOT)),
                        Integer.parseInt(options.get("--crashes")),
                        seed);
        boolean power = Boolean.parseBoolean(options.get("--power"));
        boolean freeze = Boolean.parseBoolean(options.get("--freeze"));
        if (power && freeze) {
            throw new IllegalArgumentException("--power and --freeze are two runs");
        }
        if (power) {
            plan = Plan.cuttingPower(plan.store(), plan.crashes(), plan.seed());
        }
        if (freeze) {
            plan = plan.injuring(2, Injury.FREEZE_NODE);
        }
        String fault = options.getOrDefault("--fault", Fault.NONE.name());
        return plan.breaking(
                Fault.valueOf(fault.toUpperCase(Locale.ROOT).replace('-', '_')), plan.patience());
    }
}
