package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Blows storms at schedulers for as long as it is told to, and looks what is left behind.
 *
 * <p>Schedulers live one after the other, for some rounds each. At the end of a round all is let
 * come to its end, and the kernel must have nothing left. A scheduler's last round is ended by its
 * shutdown, in the middle of the storm; then the process must have nothing left: no thread, no
 * child process, no descriptor that was not there before. The first, short-lived scheduler is there
 * to make the JDK create what it creates once.
 *
 * <p>Thread rule: belongs to the thread that made it.
 */
public final class StressRun {

    private static final long LOOK_NANOS = 2_000_000;
    private static final int PAUSE_MILLIS = 4;

    private final StressPlan plan;
    private final SplittableRandom random;
    private final Tally tally = new Tally();
    private final HeapTrend heap = new HeapTrend();

    /** The worst case of each check. */
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** A number of seconds, an hour and a little, as no other process sleeps. */
    private final String marker;

    private final long begin = System.nanoTime();
    private int schedulers;
    private int rounds;

    StressRun(StressPlan plan) {
        this.plan = plan;
        this.random = new SplittableRandom(plan.seed());
        this.marker =
                "3600.%07d%07d"
                        .formatted(
                                ProcessHandle.current().pid() % 10_000_000,
                                System.nanoTime() % 10_000_000);
    }

    /**
     * Runs, prints the report, and ends the process: with exit code 0 if all is clean, 1 if
     * something was left behind, 2 for wrong arguments.
     *
     * @param arguments how long, as in {@code PT10M}, which is the default; {@code owned} or {@code
     *     portable}; a seed
     * @throws Exception if the run itself fails
     */
    public static void main(String[] arguments) throws Exception {
        StressPlan plan;
        try {
            plan = StressPlan.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        StressReport report = new StressRun(plan).run();
        System.out.print(report);
        System.exit(report.isClean() ? 0 : 1);
    }

    StressReport run() throws Exception {
        return runSessions(Integer.MAX_VALUE);
    }

    /** Runs until the time is over, or so many schedulers have lived. */
    StressReport runSessions(int most) throws Exception {
        Footprint before = warmUp();
        do {
            session(before);
        } while (isTimeLeft() && schedulers < most);
        note(heap.check());
        return new StressReport(
                plan,
                Duration.ofNanos(System.nanoTime() - begin),
                schedulers,
                rounds,
                tally.counts(),
                List.copyOf(checks.values()),
                heap.toString(),
                tally.strange());
    }

    private boolean isTimeLeft() {
        return System.nanoTime() - begin < plan.duration().toNanos();
    }

    private Footprint warmUp() throws Exception {
        var world = new World(plan.mode(), marker, tally);
        for (Storm storm : StressPlan.everyStorm()) {
            storm.blow(world, random);
        }
        world.calm();
        settle(() -> KernelAudit.of(world.scheduler(), tally));
        world.scheduler().shutdown(Duration.ZERO);
        return settledFootprint();
    }

    /** Threads of the scheduler that was shut down may take a moment to be gone. */
    private Footprint settledFootprint() {
        var last = new Footprint[] {Footprint.take()};
        settle(() -> {
            Footprint now = Footprint.take();
            List<Check> ended = last[0].since(now, marker);
            last[0] = now;
            return ended;
        });
        return Footprint.take();
    }

    private void session(Footprint before) throws Exception {
        schedulers++;
        var world = new World(plan.mode(), marker, tally);
        for (int i = 1; i < plan.rounds() && isTimeLeft(); i++) {
            blow(world, plan.acts());
            world.calm();
            settle(() -> KernelAudit.of(world.scheduler(), tally)).forEach(this::note);
            heap.sample();
        }
        blow(world, plan.acts());
        world.scheduler().shutdown(World.upTo(random, 1_000));
        world.calm();
        settle(
                        () -> {
                            List<Check> all = new ArrayList<>();
                            all.addAll(KernelAudit.of(world.scheduler(), tally));
                            all.addAll(Footprint.take().since(before, marker));
                            return all;
                        })
                .forEach(this::note);
    }

    private void blow(World world, int acts) throws Exception {
        rounds++;
        for (int i = 0; i < acts; i++) {
            plan.storms().get(random.nextInt(plan.storms().size())).blow(world, random);
            if (random.nextInt(3) == 0) {
                @Nullable TaskHandle<?> someone = world.anyone(random);
                if (someone != null) {
                    someone.cancel();
                }
            }
            if (random.nextInt(3) == 0) {
                LockSupport.parkNanos(World.upTo(random, PAUSE_MILLIS).toNanos());
            }
        }
    }

    /** Looks until nothing is left, or patience is at its end; returns the last look. */
    private List<Check> settle(Supplier<List<Check>> look) {
        long start = System.nanoTime();
        List<Check> found = look.get();
        while (!found.stream().allMatch(Check::isClean)
                && System.nanoTime() - start < plan.patience().toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
            found = look.get();
        }
        return found;
    }

    private void note(Check check) {
        checks.merge(
                check.what(),
                check,
                (worst, now) -> now.left().size() > worst.left().size() ? now : worst);
    }
}
