package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns what the carriers' watch has told of into findings: the turns that last, and those that
 * were over before anybody looked. It reads at most 64 turns of each engine.
 */
final class HeldCarrierRule implements LintRule {

    /** Turns too short to be told of by themselves are, once so many of one name were within... */
    private static final int REPEATS = 3;

    /** ...so long. One alone may be a class that was loaded, or a machine that was busy. */
    private static final long REPEATED_WITHIN_NANOS = 60_000_000_000L;

    private final String name;
    private final Scheduler scheduler;
    private final Duration patience;

    /** When turns were seen to be over, by the task's name: the latest few of each. */
    private final Map<String, ArrayDeque<Long>> brief = new HashMap<>();

    /** Whether it is for those that wait, or for those that compute. */
    private final boolean blocked;

    /** The turns seen when they were over; those that no pool tells of any more are forgotten. */
    private Set<CarrierHeld> done = identitySet();

    HeldCarrierRule(String name, Scheduler scheduler, Duration patience, boolean blocked) {
        this.name = name;
        this.scheduler = scheduler;
        this.patience = patience;
        this.blocked = blocked;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Finding> look() {
        Set<CarrierHeld> still = identitySet();
        Map<LintSubject, Finding> bySubject = new LinkedHashMap<>();
        Set<String> engines = new HashSet<>();
        forgetOld();
        for (QueueSnapshot queue : scheduler.outline().queues()) {
            if (engines.add(queue.engine())) {
                scheduler
                        .carriers(queue.name())
                        .ifPresent(pool -> look(queue.engine(), pool, still, bySubject));
            }
        }
        done = still;
        return new ArrayList<>(bySubject.values());
    }

    private void look(
            String engine,
            CarrierPool pool,
            Set<CarrierHeld> still,
            Map<LintSubject, Finding> bySubject) {
        for (CarrierHeld.Turn turn : pool.heldTurns()) {
            CarrierHeld held = turn.held();
            boolean known = turn.over() && done.contains(held);
            if (turn.over()) {
                still.add(held);
            }
            HeldStack stack = new HeldStack(held.stack());
            if (!known && stack.isBlocked() == blocked && isWorthAWord(turn)) {
                Finding finding = finding(engine, turn, stack);
                bySubject.put(finding.subject(), finding); // the latest stands for all of its name
            }
        }
    }

    private boolean isWorthAWord(CarrierHeld.Turn turn) {
        if (!turn.over()) {
            return turn.lasting().compareTo(patience) >= 0;
        }
        ArrayDeque<Long> ends =
                brief.computeIfAbsent(withoutNumber(turn.held().unit()), any -> new ArrayDeque<>());
        ends.addLast(scheduler.clock().nanoTime());
        if (ends.size() > REPEATS) {
            ends.removeFirst();
        }
        return ends.size() == REPEATS;
    }

    /** Also keeps the names few: at most 64 turns of an engine are seen at a look. */
    private void forgetOld() {
        long now = scheduler.clock().nanoTime();
        brief.values().forEach(ends -> ends.removeIf(end -> now - end > REPEATED_WITHIN_NANOS));
        brief.values().removeIf(ArrayDeque::isEmpty);
    }

    private Finding finding(String engine, CarrierHeld.Turn turn, HeldStack stack) {
        String task = withoutNumber(turn.held().unit());
        String why =
                blocked
                        ? " while it waits: " + stack.reason()
                        : " in " + stack.where() + " without a system call";
        return new Finding(
                new LintSubject(LintSubject.Type.TASK, task),
                Finding.Severity.WARNING,
                "\""
                        + task
                        + (turn.over() ? "\" held" : "\" has held")
                        + " a carrier for "
                        + time(turn)
                        + why
                        + ".",
                (blocked
                                ? "Do the waiting outside of the native call or initializer"
                                : "Let long loops call yield() of their task from time to time")
                        + ", or move the job to a queue on the engine \"threaded\".",
                evidence(engine, turn, stack),
                turn.lasting());
    }

    private Map<String, String> evidence(String engine, CarrierHeld.Turn turn, HeldStack stack) {
        CarrierHeld held = turn.held();
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("task", held.unit());
        evidence.put("carrier", held.carrier() + " of engine " + engine);
        evidence.put("held for", time(turn));
        evidence.put("still held", turn.over() ? "no" : "yes");
        if (blocked) {
            evidence.put("why it cannot leave", stack.reason());
        }
        evidence.put("stack", stack.text());
        return evidence;
    }

    /** Of a turn that is over it is known only how long it had lasted when it was told of. */
    private static String time(CarrierHeld.Turn turn) {
        return turn.over()
                ? "at least " + Figures.duration(turn.held().held())
                : Figures.duration(turn.lasting());
    }

    /** The name out of {@code 17 (reports)}, so that all runs of one job are one lint. */
    private static String withoutNumber(String unit) {
        int open = unit.indexOf(" (");
        return open > 0 && unit.endsWith(")") ? unit.substring(open + 2, unit.length() - 1) : unit;
    }

    private static Set<CarrierHeld> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
