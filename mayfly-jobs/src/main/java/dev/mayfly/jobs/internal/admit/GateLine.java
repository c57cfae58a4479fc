package dev.mayfly.jobs.internal.admit;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.AdmissionDecision;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.RateLimit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The jobs of one queue at the gate. Of each key only the one that comes next is open to be let
 * through, and only while its key allows one, so a blocked key hides nothing behind it and costs
 * nothing: every step takes time that grows with the logarithm of what waits.
 *
 * <p>Thread rule: safe for use by any thread; guarded by its own monitor.
 *
 * @param <T> what stands for a job
 */
final class GateLine<T> {

    /** A job and its record. */
    record Waiting<T>(T job, JobRecord record) {

        private int priority() {
            return record.envelope().priority();
        }

        private String id() {
            return record.id().value(); // ids of one process ascend
        }
    }

    /** The jobs of one key. */
    private static final class KeyLine<T> {
        private final TreeSet<Waiting<T>> waiting;
        private final TreeMap<String, Waiting<T>> retrying = new TreeMap<>();
        private int taken;

        /** The one among the open. */
        private @Nullable Waiting<T> open;

        KeyLine(KeyOrder order) {
            waiting = new TreeSet<>(order.isFifo() ? byAcceptance() : byUrgency());
        }

        boolean isEmpty() {
            return waiting.isEmpty() && retrying.isEmpty() && taken == 0;
        }
    }

    private static <T> Comparator<Waiting<T>> byAcceptance() {
        return Comparator.comparing(Waiting::id);
    }

    private static <T> Comparator<Waiting<T>> byUrgency() {
        return Comparator.<Waiting<T>>comparingInt(Waiting::priority).thenComparing(Waiting::id);
    }

    private final IdentityHashMap<T, JobRecord> places = new IdentityHashMap<>();
    private final IdentityHashMap<T, Waiting<T>> waiting = new IdentityHashMap<>();
    private final IdentityHashMap<T, Waiting<T>> retrying = new IdentityHashMap<>();
    private final TreeSet<Waiting<T>> open = new TreeSet<>(byUrgency());
    private final Map<String, KeyLine<T>> keys = new HashMap<>();
    private QueuePolicy policy;

    /** What the rate has used up. */
    private long spent;

    /** Whether the rate has been asked before: the clock may begin anywhere. */
    private boolean rated;

    GateLine(String queue) {
        this.policy = QueuePolicy.none(queue);
    }

    // ---- what happens

    synchronized List<Waiting<T>> changed(QueuePolicy next, long now) {
        boolean sameRate =
                next.limits().rate() != null && next.limits().rate().equals(policy.limits().rate());
        if (!sameRate) {
            rated = false;
        }
        policy = next;
        open.clear();
        keys.clear();
        places.values().forEach(record -> take(record, 1));
        retrying.values().forEach(this::addRetrying);
        waiting.values().forEach(this::add);
        return admit(now);
    }

    synchronized List<Waiting<T>> offer(T job, JobRecord ready, long now) {
        forgetRetry(job);
        var next = new Waiting<>(job, ready);
        if (places.containsKey(job)) {
            return List.of(next);
        }
        Waiting<T> before = waiting.put(job, next);
        if (before != null) {
            remove(before);
        }
        add(next);
        return admit(now);
    }

    synchronized void started(T job, JobRecord running) {
        if (!places.containsKey(job)) {
            places.put(job, running);
            take(running, 1);
        }
    }

    synchronized List<Waiting<T>> retrying(T job, JobRecord record, long now) {
        leavePlace(job);
        var next = new Waiting<>(job, record);
        retrying.put(job, next);
        addRetrying(next);
        return admit(now);
    }

    synchronized List<Waiting<T>> ended(T job, long now) {
        leavePlace(job);
        Waiting<T> before = waiting.remove(job);
        if (before != null) {
            remove(before);
        }
        forgetRetry(job);
        return admit(now);
    }

    synchronized boolean knows(T job) {
        return places.containsKey(job) || waiting.containsKey(job) || retrying.containsKey(job);
    }

    // ---- the decision

    synchronized List<Waiting<T>> admit(long now) {
        if (!rated) {
            rated = true;
            spent = now;
        }
        var admitted = new ArrayList<Waiting<T>>();
        while (!open.isEmpty() && room(now).jobs() > 0) {
            Waiting<T> next = open.removeFirst();
            waiting.remove(next.job());
            remove(next);
            places.put(next.job(), next.record());
            RateLimit rate = policy.limits().rate();
            if (rate != null) {
                spent = rate.spend(spent, now, 1);
            }
            take(next.record(), 1);
            admitted.add(next);
        }
        return admitted;
    }

    private AdmissionDecision.Room room(long now) {
        return AdmissionDecision.room(policy, places.size(), spent, now, 1);
    }

    /** How long the rate alone keeps jobs; the highest number if it is not the rate. */
    synchronized long waitForRate(long now) {
        RateLimit rate = policy.limits().rate();
        return rate != null && !open.isEmpty() && room(now).hold() == Hold.RATE
                ? Math.max(0, rate.nextAt(spent) - now)
                : Long.MAX_VALUE;
    }

    // ---- lines

    private void add(Waiting<T> next) {
        String key = next.record().key();
        if (key == null || policy.limits().perKey() == null) {
            open.add(next);
            return;
        }
        KeyLine<T> line = line(key);
        line.waiting.add(next);
        decide(key, line);
    }

    private void remove(Waiting<T> before) {
        open.remove(before);
        String key = before.record().key();
        KeyLine<T> line = key == null ? null : keys.get(key);
        if (key != null && line != null) {
            line.waiting.remove(before);
            decide(key, line);
        }
    }

    private void take(JobRecord record, int more) {
        String key = record.key();
        if (key != null && policy.limits().perKey() != null) {
            KeyLine<T> line = line(key);
            line.taken += more;
            decide(key, line);
        }
    }

    private void leavePlace(T job) {
        JobRecord had = places.remove(job);
        if (had != null) {
            take(had, -1);
        }
    }

    private void addRetrying(Waiting<T> next) {
        String key = next.record().key();
        if (key != null && policy.limits().order().isFifo()) {
            KeyLine<T> line = line(key);
            line.retrying.put(next.id(), next);
            decide(key, line);
        }
    }

    private void forgetRetry(T job) {
        Waiting<T> before = retrying.remove(job);
        String key = before == null ? null : before.record().key();
        KeyLine<T> line = key == null ? null : keys.get(key);
        if (before != null && key != null && line != null) {
            line.retrying.remove(before.id());
            decide(key, line);
        }
    }

    private KeyLine<T> line(String key) {
        return keys.computeIfAbsent(key, k -> new KeyLine<>(policy.limits().order()));
    }

    /** Opens the next of a key, or none. */
    private void decide(String key, KeyLine<T> line) {
        if (line.open != null) {
            open.remove(line.open);
            line.open = null;
        }
        if (line.isEmpty()) {
            keys.remove(key);
        } else if (!line.waiting.isEmpty()) {
            Waiting<T> first = line.waiting.first();
            boolean earlier = first(line, first.id()) != null;
            if (AdmissionDecision.ofKey(policy.limits(), line.taken, earlier) == null) {
                line.open = first;
                open.add(first);
            }
        }
    }

    /** The job that goes before one of the same key that is the first of those ready. */
    private @Nullable JobRecord first(KeyLine<T> line, String id) {
        var earlier = line.retrying.firstEntry();
        return earlier != null
                        && earlier.getKey().compareTo(id) < 0
                        && AdmissionDecision.goesFirst(policy.limits().order(), false, true)
                ? earlier.getValue().record()
                : null;
    }

    // ---- looking

    synchronized QueueLoad load(@Nullable JobRecord job, long now) {
        RateLimit rate = policy.limits().rate();
        long wait = rate == null || !rated ? 0 : Math.max(0, rate.nextAt(spent) - now);
        String key = job == null ? null : job.key();
        KeyLine<T> line = key == null ? null : keys.get(key);
        JobRecord first = null;
        if (job != null && line != null) {
            first = first(line, job.id().value());
            Waiting<T> ready = line.waiting.isEmpty() ? null : line.waiting.first();
            if (first == null
                    && policy.limits().order().isFifo()
                    && ready != null
                    && ready.id().compareTo(job.id().value()) < 0) {
                first = ready.record();
            }
        }
        return new QueueLoad(
                places.size(),
                oldest(null),
                Duration.ofNanos(wait),
                line == null ? 0 : line.taken,
                key == null ? null : oldest(key),
                first);
    }

    private @Nullable JobRecord oldest(@Nullable String key) {
        return places.values().stream()
                .filter(record -> key == null || key.equals(record.key()))
                .min(Comparator.comparing(JobRecord::changedAt))
                .orElse(null);
    }
}
