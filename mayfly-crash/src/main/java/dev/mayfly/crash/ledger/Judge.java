package dev.mayfly.crash.ledger;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what the ledger has with what the store has, once everything has been drained.
 *
 * <p>The words, exactly:
 *
 * <ul>
 *   <li><b>Lost</b> is an acknowledged job that the store does not have; that has not ended; that
 *       ended otherwise than its {@link Kind} must; that ended although no run of it ever began, or
 *       one of its steps never returned; or whose handle said otherwise, or never anything though
 *       its process lived.
 *   <li>A <b>phantom</b> is a run or a job in the store whose payload nobody wanted to submit, a
 *       second job with one payload, a run of a job that the store does not have, or a step that
 *       runs again, or returns something else, after it had returned.
 *   <li>An <b>overlap</b> is two valid owners of one job: two runs with one fencing token; a
 *       process that trusts its lease after the ledger has told it that another began its job with
 *       a newer token; a result accepted from a run although one with a newer token had begun; a
 *       run that the store settled for good, followed by another. A run that goes on in a process
 *       whose own clock says that its lease is over is no valid owner: it was frozen, and nothing
 *       it does counts.
 *   <li>A <b>re-run</b> is a run that follows, by fencing tokens, one whose outcome did not ask for
 *       another. It is explained if the owner of the run before was lost (killed, or fenced by its
 *       own word) and the store was not known to have settled that run: such runs were <b>in
 *       flight</b>. A commit of whose success the process could not tell anybody counts as not
 *       settled.
 * </ul>
 *
 * <p>Thread rule: used by one thread.
 */
public final class Judge {

    private final Book book;
    private final Map<String, List<Run>> runs;
    private final Map<String, JobRecord> store = new HashMap<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> phantoms;
    private final List<String> overlaps;
    private final List<String> unexplained = new ArrayList<>();

    /**
     * Takes both sides.
     *
     * @param book the ledger's
     * @param records all jobs of the store
     */
    public Judge(Book book, List<JobRecord> records) {
        this.book = book;
        this.runs = book.runs();
        this.phantoms = new ArrayList<>(book.phantoms());
        this.overlaps = new ArrayList<>(book.overlaps());
        records.forEach(record -> store.put(record.id().value(), record));
    }

    /**
     * Judges.
     *
     * @param counters as the store keeps them
     * @return the verdict
     */
    public Verdict judge(Map<String, QueueCounters> counters) {
        Map<String, String> acknowledged = book.acknowledged();
        acknowledged.forEach((job, token) -> {
            String fault = fault(store.get(job), token, runs.getOrDefault(job, List.of()));
            if (fault == null && !book.stepsOf(job).containsAll(Kind.of(token).steps())) {
                fault = "ended with only these steps: " + book.stepsOf(job);
            }
            if (fault != null) {
                lost.add("job " + job + " (" + token + ") " + fault);
            }
        });
        compareHandles();
        findPhantoms();
        store.values().forEach(this::findStaleResult);
        recount(counters);
        var times = new ArrayList<Long>();
        int reruns = 0;
        for (List<Run> ofOne : runs.values()) {
            reruns += reruns(ofOne, times);
        }
        int inFlight =
                (int) runs.values().stream().flatMap(List::stream).filter(Run::wasInFlight).count();
        return new Verdict(
                acknowledged.size(),
                lost,
                phantoms,
                overlaps,
                reruns,
                inFlight,
                unexplained,
                percentile(times));
    }

    // ---- jobs

    private void compareHandles() {
        book.told()
                .forEach((job, state) -> {
                    JobRecord record = store.get(job);
                    if (record == null || !record.state().name().equals(state)) {
                        lost.add(
                                "the handle of "
                                        + job
                                        + " said "
                                        + state
                                        + ", and the store: "
                                        + record);
                    }
                });
    }

    private static @Nullable String fault(
            @Nullable JobRecord record, String token, List<Run> ofIt) {
        if (record == null) {
            return "is not in the store";
        }
        JobState wanted = Kind.of(token).end();
        if (record.state() != wanted) {
            return "is "
                    + record.state()
                    + " and not "
                    + wanted
                    + ", owner "
                    + record.owner()
                    + ", incarnation "
                    + record.incarnation()
                    + ", epoch "
                    + record.epoch()
                    + ", error "
                    + record.error()
                    + ", "
                    + ofIt;
        }
        if (ofIt.isEmpty()) {
            return "ended as " + record.state() + " and never began";
        }
        if (wanted == JobState.FAILED && (record.error() == null || record.history().isEmpty())) {
            return "failed, and its error or attempts were not kept";
        }
        return null;
    }

    private void findPhantoms() {
        Set<String> tokens = new HashSet<>();
        for (JobRecord record : store.values()) {
            String token = token(record);
            if (!book.wasIntended(token)) {
                phantoms.add("nobody wanted to submit job " + record.id() + ": " + token);
            }
            if (!tokens.add(token)) {
                phantoms.add("two jobs have the payload " + token);
            }
        }
        runs.forEach((job, ofOne) -> {
            if (!store.containsKey(job)) {
                phantoms.add("the store does not have what ran: " + ofOne);
            }
        });
    }

    private static String token(JobRecord record) {
        return unquoted(record.envelope().payload());
    }

    private static String unquoted(String json) {
        return json.length() < 2 ? json : json.substring(1, json.length() - 1);
    }

    // ---- runs

    /** The result says which run gave it. */
    private void findStaleResult(JobRecord record) {
        String result = record.result();
        List<Run> ofIt = runs.getOrDefault(record.id().value(), List.of());
        if (result == null || ofIt.isEmpty()) {
            return;
        }
        Run newest = ofIt.getLast();
        if (!unquoted(result).equals(Long.toString(newest.epoch))) {
            overlaps.add(
                    "job "
                            + record.id()
                            + " has the result of the run at epoch "
                            + result
                            + " although the newest is the "
                            + newest);
        }
    }

    private int reruns(List<Run> ofOne, List<Long> times) {
        int reruns = 0;
        for (int i = 1; i < ofOne.size(); i++) {
            Run before = ofOne.get(i - 1);
            Run after = ofOne.get(i);
            if (before.asksForMore()) {
                continue;
            }
            reruns++;
            if (before.settled != null) {
                overlaps.add("settled for good, and run again: " + before + ", then " + after);
            } else if (before.lostAt != null) {
                times.add(book.sinceOutage(before.lostAt, after.begunAt));
            } else {
                unexplained.add(
                        "run again although nobody was lost: " + before + ", then " + after);
            }
        }
        return reruns;
    }

    private static Duration percentile(List<Long> times) {
        if (times.isEmpty()) {
            return Duration.ZERO;
        }
        List<Long> sorted = times.stream().sorted().toList();
        return Duration.ofNanos(sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1));
    }

    // ---- counters

    private void recount(Map<String, QueueCounters> counters) {
        var found = new HashMap<String, Map<JobState, Long>>();
        for (JobRecord record : store.values()) {
            found.computeIfAbsent(record.queue(), queue -> new HashMap<>())
                    .merge(record.state(), 1L, Long::sum);
        }
        var queues = new HashSet<>(counters.keySet());
        queues.addAll(found.keySet());
        for (String queue : queues) {
            QueueCounters kept =
                    counters.getOrDefault(queue, new QueueCounters(queue, Map.of(), Map.of()));
            for (JobState state : JobState.values()) {
                long counted = found.getOrDefault(queue, Map.of()).getOrDefault(state, 0L);
                if (kept.current(state) != counted) {
                    unexplained.add(
                            "the counters of queue "
                                    + queue
                                    + " say "
                                    + kept.current(state)
                                    + " jobs are "
                                    + state
                                    + ", and there are "
                                    + counted);
                }
                if (isFinal(state) && kept.entered(state) != counted) {
                    unexplained.add(
                            "the counters of queue "
                                    + queue
                                    + " say that jobs became "
                                    + state
                                    + " "
                                    + kept.entered(state)
                                    + " times, and "
                                    + counted
                                    + " did");
                }
            }
        }
    }

    /** Nobody here removes jobs or makes them ready by hand. */
    private static boolean isFinal(JobState state) {
        return state == JobState.SUCCEEDED || state == JobState.FAILED;
    }
}
