package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.model.policy.IdempotencyKey;
import dev.mayfly.jobs.model.policy.Uniqueness;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What is to become of a submission: a pure function of the submission and of who holds its claims.
 * A store calls it while nobody else can change those, does what it says, and gives all claims of
 * the submission to the job that stands for it.
 */
public sealed interface Ruling {

    /** It is a job. */
    record Add() implements Ruling {}

    /**
     * A job stands for it.
     *
     * @param job the job
     */
    record Keep(JobRecord job) implements Ruling {}

    /**
     * A job that waits stands for it, after a step.
     *
     * @param job the job
     * @param step the step
     */
    record Renew(JobRecord job, PolicyTransition.Renew step) implements Ruling {}

    /**
     * It is a job, and one that waits ends before it.
     *
     * @param job the one that ends
     * @param step how
     */
    record Replace(JobRecord job, PolicyTransition.Dismiss step) implements Ruling {}

    /**
     * Judges a submission.
     *
     * @param wanted the submission
     * @param holdings who has a claim, by its key; null for nobody
     * @return what is to be done
     * @throws SubmissionConflictException if it is refused
     */
    static Ruling of(JobRecord wanted, Function<String, @Nullable Holding> holdings) {
        for (Claim claim : Claim.of(wanted)) {
            Holding holding = holdings.apply(claim.key());
            if (holding == null) {
                continue;
            }
            Ruling ruling =
                    holding.job().id().equals(wanted.id())
                            ? new Keep(holding.job()) // a commit whose answer was lost
                            : claim.repeatable()
                                    ? repeated(wanted, claim, holding)
                                    : same(wanted, holding.job());
            if (!(ruling instanceof Add)) {
                return ruling;
            }
        }
        return new Add();
    }

    /**
     * Judges several submissions that come together, the later knowing of the earlier.
     *
     * @param wanted the submissions
     * @param holdings as in {@link #of}
     * @throws SubmissionConflictException if one of them is refused
     */
    static void check(List<JobRecord> wanted, Function<String, @Nullable Holding> holdings) {
        Map<String, Holding> early = new HashMap<>();
        for (JobRecord job : wanted) {
            Ruling ruling =
                    of(job, key -> early.containsKey(key) ? early.get(key) : holdings.apply(key));
            JobRecord holder =
                    switch (ruling) {
                        case Add add -> job;
                        case Replace replace -> job;
                        case Keep keep -> keep.job();
                        case Renew renew -> renew.step().applyTo(renew.job());
                    };
            for (Claim claim : Claim.of(job)) {
                early.put(claim.key(), new Holding(holder, claim.payloadHash()));
            }
        }
    }

    private static Ruling repeated(JobRecord wanted, Claim claim, Holding holding) {
        IdempotencyKey key = wanted.envelope().options().policies().idempotencyKey();
        if (key == null || key.anyPayload() || claim.payloadHash().equals(holding.payloadHash())) {
            return new Keep(holding.job());
        }
        throw new SubmissionConflictException(
                "job \""
                        + wanted.name()
                        + "\" was submitted again with idempotency key \""
                        + key.value()
                        + "\", but with another payload: the first is "
                        + holding.job().id()
                        + " with "
                        + brief(holding.job())
                        + ", this one has "
                        + brief(wanted)
                        + "; give another key, or allow any payload with new IdempotencyKey(key,"
                        + " true)",
                holding.job().id());
    }

    private static String brief(JobRecord job) {
        String payload = job.envelope().payload();
        return payload.length() <= 100 ? payload : payload.substring(0, 100) + "…";
    }

    private static Ruling same(JobRecord wanted, JobRecord holder) {
        Uniqueness rule = wanted.envelope().options().policies().unique();
        if (rule == null || !counts(rule, wanted, holder)) {
            return new Add();
        }
        boolean waits = PolicyTransition.waits(holder.state());
        return switch (rule.then()) {
            case KEEP_FIRST -> new Keep(holder);
            case REJECT -> throw rejected(wanted, holder, rule);
            case REPLACE -> waits ? replaced(wanted, holder) : new Add();
            case KEEP_LAST -> waits ? renewed(wanted, holder, null) : new Add();
            case DEBOUNCE ->
                    waits ? renewed(wanted, holder, pushed(wanted, holder, rule)) : new Add();
        };
    }

    private static boolean counts(Uniqueness rule, JobRecord wanted, JobRecord holder) {
        if (!holder.state().isTerminal()) {
            return rule.period() == null || isWithin(rule.period(), wanted, holder);
        }
        return rule.period() != null
                && holder.state() == JobState.SUCCEEDED
                && isWithin(rule.period(), wanted, holder);
    }

    private static boolean isWithin(Duration period, JobRecord wanted, JobRecord holder) {
        return Duration.between(holder.submittedAt(), wanted.submittedAt()).compareTo(period) < 0;
    }

    private static SubmissionConflictException rejected(
            JobRecord wanted, JobRecord holder, Uniqueness rule) {
        return new SubmissionConflictException(
                "job \""
                        + wanted.name()
                        + "\" is unique by "
                        + rule.by()
                        + (rule.key() == null ? "" : " \"" + rule.key() + "\"")
                        + (rule.period() == null ? "" : " within " + rule.period())
                        + ", and "
                        + holder.id()
                        + " is "
                        + holder.state()
                        + "; submit it later, or choose another answer than REJECT",
                holder.id());
    }

    private static Ruling replaced(JobRecord wanted, JobRecord holder) {
        return new Replace(
                holder,
                new PolicyTransition.Dismiss(
                        holder.id(),
                        holder.epoch(),
                        holder.state(),
                        wanted.submittedAt(),
                        "was replaced by " + wanted.id()));
    }

    private static Ruling renewed(JobRecord wanted, JobRecord holder, @Nullable Instant due) {
        return new Renew(
                holder,
                new PolicyTransition.Renew(
                        holder.id(),
                        holder.epoch(),
                        holder.state(),
                        wanted.submittedAt(),
                        wanted.envelope().payload(),
                        due));
    }

    /** When it is due now; null once it has waited as long as it may, and is not put off again. */
    private static @Nullable Instant pushed(JobRecord wanted, JobRecord holder, Uniqueness rule) {
        if (rule.delay() == null || rule.longestWait() == null) {
            return null;
        }
        Instant due = wanted.submittedAt().plus(rule.delay());
        Instant last = holder.submittedAt().plus(rule.longestWait());
        Instant next = due.isBefore(last) ? due : last;
        return next.isAfter(wanted.submittedAt()) ? next : null;
    }
}
