package dev.mayfly.crash.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ledger's memory: which jobs were meant to be, which were acknowledged, which runs there were.
 *
 * <p>Thread rule: safe for use by any thread; guarded by its own monitor.
 */
public final class Book {

    private final Set<String> intended = new HashSet<>();
    private final Map<String, String> acknowledged = new LinkedHashMap<>();
    private final Map<String, List<Run>> runs = new HashMap<>();
    private final Map<Long, Long> lostIncarnations = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();

    /** By job, the steps that have returned, by name. */
    private final Map<String, Map<String, KeptStep>> steps = new HashMap<>();

    private final List<String> overlaps = new ArrayList<>();
    private final List<String> phantoms = new ArrayList<>();
    private long rejected;
    private long begins;
    private long cancelled;
    private long changes;
    private long crashedAt = System.nanoTime();
    private final List<Long> outages = new ArrayList<>();

    /**
     * @param epoch of the run in which the step was first seen to return
     * @param result what it returned
     */
    private record KeptStep(long epoch, String result) {}

    /** A node is about to submit jobs with these texts as payloads. */
    synchronized void intend(List<String> tokens) {
        intended.addAll(tokens);
        changes++;
    }

    /** A submission has returned. */
    synchronized void acknowledge(String token, String job) {
        acknowledged.put(job, token);
        changes++;
    }

    /** A handler begins. */
    synchronized void begin(Run run) {
        changes++;
        begins++;
        if (!intended.contains(run.token)) {
            phantoms.add("nobody wanted to submit what runs: " + run);
        }
        String promised = acknowledged.get(run.job);
        if (promised != null && !promised.equals(run.token)) {
            phantoms.add("acknowledged as " + promised + ": " + run);
        }
        List<Run> all = runs.computeIfAbsent(run.job, job -> new ArrayList<>());
        for (Run other : all) {
            if (other.epoch == run.epoch) {
                overlaps.add("two runs with one fencing token: " + other + " and " + run);
            }
        }
        run.lostAt = lostIncarnations.get(run.incarnation); // it may overtake the news of that
        all.add(run);
    }

    /**
     * A handler leaves.
     *
     * @return the newest epoch at which the job was begun
     */
    synchronized long leave(String job, long epoch, long process, String how) {
        changes++;
        long newest = 0;
        for (Run run : runs.getOrDefault(job, List.of())) {
            newest = Math.max(newest, run.epoch);
            if (run.epoch == epoch && run.process == process) {
                run.left = how;
            }
        }
        if (newest > epoch && how.equals("cancelled")) {
            cancelled++;
        }
        return newest;
    }

    /**
     * The body of a step begins. Where the step has returned before, it must not; what a process
     * does with an older token, of which the store takes nothing any more, does not count.
     */
    synchronized void step(String job, long epoch, String name) {
        changes++;
        KeptStep kept = keptSteps(job).get(name);
        if (kept != null && epoch >= kept.epoch) {
            phantoms.add(
                    "step "
                            + name
                            + " of job "
                            + job
                            + " had returned at epoch "
                            + kept.epoch
                            + " and runs again at epoch "
                            + epoch);
        }
    }

    /** A step has returned, in its first run or a later one. */
    synchronized void keep(String job, long epoch, String name, String result) {
        changes++;
        KeptStep kept = keptSteps(job).putIfAbsent(name, new KeptStep(epoch, result));
        if (kept != null && !kept.result.equals(result)) {
            phantoms.add(
                    "step "
                            + name
                            + " of job "
                            + job
                            + " returned "
                            + kept.result
                            + " at epoch "
                            + kept.epoch
                            + " and "
                            + result
                            + " at epoch "
                            + epoch);
        }
    }

    private Map<String, KeptStep> keptSteps(String job) {
        return steps.computeIfAbsent(job, id -> new HashMap<>());
    }

    /**
     * A node still trusted its lease after it had been told that somebody else had begun its job.
     */
    synchronized void overlap(String job, long epoch, long newest, long process) {
        changes++;
        overlaps.add(
                "process "
                        + process
                        + " trusted its lease on "
                        + job
                        + " at epoch "
                        + epoch
                        + " although another had begun it at epoch "
                        + newest);
    }

    /** The store has moved a job on, as the process that ran it was told. */
    synchronized void settle(String job, long epoch, long process, String state) {
        changes++;
        for (Run run : runs.getOrDefault(job, List.of())) {
            if (run.epoch == epoch && run.process == process) {
                run.settled = state;
            }
        }
    }

    /** Whoever had submitted a job was told that it has ended. */
    synchronized void tell(String job, String state) {
        changes++;
        told.put(job, state);
    }

    /** The store has refused the outcome of a run. */
    synchronized void reject() {
        changes++;
        rejected++;
    }

    /**
     * Somebody has done harm: what is lost from now on is lost because of that.
     *
     * @param at when, by {@link System#nanoTime()}
     * @param everywhere whether nobody can run anything until somebody starts again
     */
    public synchronized void crashed(long at, boolean everywhere) {
        crashedAt = at;
        if (everywhere) {
            outages.add(at);
        }
    }

    /** How long it took from a misfortune, or the last outage since then, to a later time. */
    synchronized long sinceOutage(long lostAt, long until) {
        long from = lostAt;
        for (long outage : outages) {
            if (outage - from > 0 && outage - until < 0) {
                from = outage;
            }
        }
        return Math.max(0, until - from);
    }

    /** A process has given up all that it had taken under an incarnation. */
    synchronized void fence(long process, long incarnation) {
        changes++;
        long at = crashedAt;
        lostIncarnations.put(incarnation, at);
        for (Run run : all()) {
            if (run.process == process && run.incarnation == incarnation && run.lostAt == null) {
                run.lostAt = at;
            }
        }
    }

    /**
     * A process was killed, and all that it had sent has been read.
     *
     * @param process its number
     * @param at when, by {@link System#nanoTime()}
     */
    public synchronized void killed(long process, long at) {
        changes++;
        for (Run run : all()) {
            if (run.process == process && run.lostAt == null) {
                run.lostAt = at;
            }
        }
    }

    private List<Run> all() {
        return runs.values().stream().flatMap(List::stream).toList();
    }

    // ---- reading

    /** {@return a number that changes with everything that is written down} */
    public synchronized long changes() {
        return changes;
    }

    /** {@return how many jobs were acknowledged so far} */
    public synchronized int acknowledgements() {
        return acknowledged.size();
    }

    /** {@return how many runs have begun so far} */
    public synchronized long begins() {
        return begins;
    }

    /** {@return how often the store refused the outcome of a run} */
    public synchronized long rejections() {
        return rejected;
    }

    /** {@return how many runs were cancelled after another had begun the same job} */
    public synchronized long cancellations() {
        return cancelled;
    }

    /**
     * Whether another has begun a long job that a process has begun and not left.
     *
     * @param process which
     * @return true for one job or more
     */
    public synchronized boolean isTakenOver(long process) {
        for (List<Run> ofOne : runs.values()) {
            for (Run run : ofOne) {
                if (run.process == process
                        && run.isLongAndUnderWay()
                        && ofOne.stream().anyMatch(other -> other.epoch > run.epoch)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * How many runs of long jobs have begun and not left.
     *
     * @param process of which process
     * @return 0 or more
     */
    public synchronized long longRuns(long process) {
        return all().stream()
                .filter(run -> run.process == process && run.isLongAndUnderWay())
                .count();
    }

    /** The names of the steps of a job that have returned. */
    synchronized Set<String> stepsOf(String job) {
        return Set.copyOf(steps.getOrDefault(job, Map.of()).keySet());
    }

    synchronized boolean wasIntended(String token) {
        return intended.contains(token);
    }

    synchronized Map<String, String> acknowledged() {
        return new LinkedHashMap<>(acknowledged);
    }

    /** The runs of each job, in the order of their epochs. */
    synchronized Map<String, List<Run>> runs() {
        var copy = new HashMap<String, List<Run>>();
        runs.forEach((job, list) -> {
            var sorted = new ArrayList<>(list);
            sorted.sort((a, b) -> Long.compare(a.epoch, b.epoch));
            copy.put(job, Collections.unmodifiableList(sorted));
        });
        return copy;
    }

    synchronized Map<String, String> told() {
        return Map.copyOf(told);
    }

    synchronized List<String> overlaps() {
        return List.copyOf(overlaps);
    }

    synchronized List<String> phantoms() {
        return List.copyOf(phantoms);
    }
}
