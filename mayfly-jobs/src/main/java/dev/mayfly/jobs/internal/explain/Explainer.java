package dev.mayfly.jobs.internal.explain;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.AdmissionDecision;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Explanation.Kind;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Says why. Used by one thread. */
public final class Explainer {

    private static final int SHORT_ID = 8;

    private static final String OLDEST = "oldest holder";

    private final Facts facts;

    /**
     * Asks.
     *
     * @param facts answers
     */
    public Explainer(Facts facts) {
        this.facts = facts;
    }

    /**
     * Why a job is where it is.
     *
     * @param job the job
     * @return what keeps it
     */
    public Explanation job(JobRecord job) {
        if (job.state() == JobState.ASSIGNED) {
            QueuePolicy policy = facts.policy(job.queue());
            return policy.pause() == null ? assigned(job) : paused(policy, policy.pause());
        }
        if (job.state() != JobState.READY) {
            return state(job);
        }
        QueuePolicy policy = facts.policy(job.queue());
        Explanation held = policy.restricts() ? held(policy, job) : null;
        if (held == null && !facts.knows(job.name())) {
            held = unknown(job);
        }
        if (held == null) {
            QueueSnapshot here = facts.kernelQueue(job.queue());
            held = here == null ? null : heldHere(here);
        }
        return held == null ? state(job) : held;
    }

    /**
     * Why a queue starts no more jobs.
     *
     * @param queue its name
     * @return what keeps it
     */
    public Explanation queue(String queue) {
        QueuePolicy policy = facts.policy(queue);
        QueueLoad load = facts.load(queue, null);
        QueueSnapshot here = facts.kernelQueue(queue);
        Explanation held = held(policy, load);
        if (held == null && here != null) {
            held = heldHere(here);
        }
        return held != null
                ? held
                : new Explanation(
                        Kind.NOTHING,
                        "queue "
                                + queue
                                + " starts jobs as they come; it has "
                                + policy.limits()
                                + (here == null ? "" : ", and here " + busy(here)),
                        Map.of("queue", queue));
    }

    private Explanation state(JobRecord job) {
        return new Explanation(Kind.STATE, facts.state(job), Map.of("state", job.state().name()));
    }

    /** It stands in the line of a node, which knows its place; and who is in the way. */
    private Explanation assigned(JobRecord job) {
        Explanation place = state(job);
        QueueSnapshot here = facts.kernelQueue(job.queue());
        JobRecord holder = here == null || !isFull(here) ? null : facts.oldestHere(job.queue());
        if (holder == null
                || holder.id().equals(job.id())
                || !Objects.equals(holder.owner(), job.owner())) {
            return place;
        }
        var more = new LinkedHashMap<>(place.facts());
        String sentence = place.sentence() + holder(holder, OLDEST, more);
        return new Explanation(Kind.PER_NODE, sentence, more);
    }

    // ---- the queue

    private @Nullable Explanation held(QueuePolicy policy, JobRecord job) {
        QueueLoad load = facts.load(job.queue(), job);
        Explanation held = held(policy, load);
        return held == null ? heldByKey(policy.limits(), load, job) : held;
    }

    private @Nullable Explanation held(QueuePolicy policy, QueueLoad load) {
        Pause pause = policy.pause();
        if (pause != null) {
            return paused(policy, pause);
        }
        RateLimit rate = policy.limits().rate();
        // The decision itself, on a clock that begins now: the rate is spent until the next permit.
        long spent = rate == null ? 0 : spent(rate, load.nextByRate());
        Hold hold = AdmissionDecision.room(policy, load.taken(), spent, 0, 1).hold();
        if (hold == Hold.GLOBAL) {
            return busyEverywhere(policy, load);
        }
        return hold == Hold.RATE && rate != null ? rated(policy.queue(), rate, load) : null;
    }

    private static long spent(RateLimit rate, Duration wait) {
        return wait.isZero() ? 0 : wait.toNanos() - rate.nextAt(0);
    }

    private static Explanation paused(QueuePolicy policy, Pause pause) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("queue", policy.queue());
        facts.put("by", pause.by());
        facts.put("since", pause.since().toString());
        facts.put("reason", pause.reason());
        return new Explanation(
                Kind.PAUSED,
                // The time last: a list shows as much of a sentence as it has room for.
                "queue "
                        + policy.queue()
                        + " was paused by "
                        + pause.by()
                        + ": "
                        + pause.reason()
                        + " (at "
                        + seconds(pause.since())
                        + ")",
                facts);
    }

    private Explanation busyEverywhere(QueuePolicy policy, QueueLoad load) {
        var more = new LinkedHashMap<String, String>();
        more.put("queue", policy.queue());
        more.put("taken", Long.toString(load.taken()));
        more.put("limit", String.valueOf(policy.limits().global()));
        String sentence =
                "queue "
                        + policy.queue()
                        + " has "
                        + load.taken()
                        + "/"
                        + policy.limits().global()
                        + " busy on all nodes";
        return new Explanation(Kind.GLOBAL, sentence + holder(load.oldest(), OLDEST, more), more);
    }

    private String holder(@Nullable JobRecord holder, String what, Map<String, String> more) {
        if (holder == null) {
            return "";
        }
        more.put("holder", holder.id().value());
        more.put("since", holder.changedAt().toString());
        String text =
                "; "
                        + what
                        + " "
                        + named(holder)
                        + " since "
                        + ago(holder.changedAt())
                        + (holder.owner() == null ? "" : " on node " + holder.owner());
        Instant started = holder.startedAt();
        Duration timeout = facts.timeout(holder);
        if (timeout != null && started != null && holder.state() == JobState.RUNNING) {
            Instant latest = started.plus(timeout);
            more.put("nextSlotBy", latest.toString());
            text += "; next slot at the latest " + seconds(latest);
        }
        return text;
    }

    private Explanation rated(String queue, RateLimit rate, QueueLoad load) {
        Instant next = facts.now().plus(load.nextByRate());
        var more = new LinkedHashMap<String, String>();
        more.put("queue", queue);
        more.put("rate", rate.toString());
        more.put("nextAt", next.toString());
        return new Explanation(
                Kind.RATE,
                "the rate of queue " + queue + ", " + rate + ", is used up; next start at " + next,
                more);
    }

    // ---- the key

    private @Nullable Explanation heldByKey(QueueLimits limits, QueueLoad load, JobRecord job) {
        String key = job.key();
        if (key == null) {
            return null;
        }
        Hold hold = AdmissionDecision.ofKey(limits, load.keyTaken(), load.first() != null);
        if (hold == null) {
            return null;
        }
        var more = new LinkedHashMap<String, String>();
        more.put("key", key);
        if (hold == Hold.KEY) {
            String sentence =
                    "key "
                            + key
                            + " is busy, "
                            + load.keyTaken()
                            + "/"
                            + limits.perKey()
                            + " at once";
            return new Explanation(
                    Kind.KEY, sentence + holder(load.keyHolder(), "holder", more), more);
        }
        JobRecord first = load.first();
        String sentence = "the jobs of key " + key + " run in order";
        if (first != null) {
            more.put("first", first.id().value());
            sentence += ", and " + named(first) + " comes first; ";
            sentence +=
                    first.dueAt() == null
                            ? "it is " + first.state()
                            : "it waits for its retry at " + first.dueAt();
        }
        return new Explanation(Kind.ORDER, sentence, more);
    }

    // ---- this node

    private Explanation unknown(JobRecord job) {
        String others = String.join(", ", facts.others());
        return new Explanation(
                Kind.UNKNOWN_JOB,
                others.isEmpty()
                        ? "no node runs jobs named "
                                + job.name()
                                + "; the only one that is alive is this"
                        : "this node has no job named "
                                + job.name()
                                + ", and of the others ("
                                + others
                                + ") none has taken it since "
                                + seconds(job.changedAt()),
                Map.of("name", job.name()));
    }

    private @Nullable Explanation heldHere(QueueSnapshot here) {
        if (here.paused()) {
            return new Explanation(
                    Kind.PAUSED_HERE,
                    "queue " + here.name() + " is paused on this node",
                    Map.of("queue", here.name()));
        }
        if (!isFull(here)) {
            return null;
        }
        var more = new LinkedHashMap<String, String>();
        more.put("queue", here.name());
        more.put("limit", "" + here.concurrency());
        String sentence = "queue " + here.name() + " has " + busy(here) + " on this node";
        return new Explanation(
                Kind.PER_NODE,
                sentence + holder(facts.oldestHere(here.name()), OLDEST, more),
                more);
    }

    private static boolean isFull(QueueSnapshot here) {
        return here.running() >= here.concurrency();
    }

    private static String busy(QueueSnapshot here) {
        String limit =
                here.concurrency() == Integer.MAX_VALUE ? "no limit" : "" + here.concurrency();
        return here.running() + "/" + limit + " busy and " + here.waiting() + " in line";
    }

    // ---- words

    private static String named(JobRecord job) {
        String id = job.id().value();
        // The beginnings of ids that were made in the same hour are equal.
        return job.name() + " " + id.substring(Math.max(0, id.length() - SHORT_ID));
    }

    private String ago(Instant since) {
        return Math.max(0, Duration.between(since, facts.now()).toSeconds()) + " s";
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
