package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.part.PauseParts;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the page of a queue says of its rules. */
final class QueueRuleParts {

    private QueueRuleParts() {}

    static List<String> facts(QueueSnapshot queue, JobsState jobs) {
        List<String> facts = new ArrayList<>();
        facts.add(queue.engine() + " engine");
        facts.add(
                queue.concurrency() == Integer.MAX_VALUE
                        ? "no limit"
                        : queue.concurrency() + " at once");
        facts.add("priority " + queue.priority());
        QueuePolicy policy = jobs.policy(queue.name());
        if (policy.limits().areShared()) {
            facts.add(policy.limits().withPerNode(null).toString());
        }
        if (!policy.declared() && !policy.limits().equals(QueueLimits.NONE)) {
            facts.add("limits set by " + policy.changedBy());
        }
        if (!policy.routing().equals(QueueRouting.NONE)) {
            facts.add(policy.routing() + " set while it runs");
        }
        return facts;
    }

    /** Why it starts no more jobs; null while it does. */
    static @Nullable Problem problem(QueueSnapshot queue, JobsState jobs) {
        Explanation why = jobs.explainQueue(queue.name());
        return switch (why.kind()) {
            case PAUSED, PAUSED_HERE -> PauseParts.ofQueue(jobs.policy(queue.name()).pause());
            case GLOBAL, RATE, PER_NODE ->
                    queue.waiting() == 0 && why.kind() == Explanation.Kind.PER_NODE
                            ? null
                            : new Problem(
                                    Tone.RETRY,
                                    "throttled",
                                    "At its limit.",
                                    JobLines.sentence(why.sentence()) + ".");
            default -> null;
        };
    }

    /** The form that sets its limits, filled with those that hold. */
    static JobList.Limits limits(
            QueueSnapshot queue, List<String> engines, JobsState jobs, Links links, Rights rights) {
        QueuePolicy policy = jobs.policy(queue.name());
        QueueLimits limits = policy.limits();
        RateLimit rate = limits.rate();
        boolean fifo = limits.order().isFifo();
        return new JobList.Limits(
                links.queueAction(queue.name(), "limit"),
                policy.isAsConfigured() ? null : links.queueAction(queue.name(), "reset"),
                text(limits.perNode()),
                text(limits.global()),
                fifo ? "" : text(limits.perKey()),
                fifo ? "1, since jobs of one key run in order" : null,
                rate == null ? "" : text(rate.permits()),
                rate == null ? "" : period(rate.period()),
                rate == null ? "" : text(rate.burst()),
                queue.concurrency() == Integer.MAX_VALUE
                        ? "no limit here"
                        : Words.count(queue.concurrency()) + " here",
                engines,
                policy.routing().engine(),
                text(policy.routing().priority()),
                queue.priority() + " here",
                rights.refusal(Operation.LIMIT_QUEUE));
    }

    private static String text(@Nullable Integer value) {
        return value == null ? "" : value.toString();
    }

    /** As it is written in a configuration, in the largest unit that holds it. */
    private static String period(Duration period) {
        if (!period.equals(period.truncatedTo(ChronoUnit.SECONDS))) {
            return period.toString();
        }
        long seconds = period.toSeconds();
        return seconds % 86_400 == 0
                ? seconds / 86_400 + "d"
                : seconds % 3_600 == 0
                        ? seconds / 3_600 + "h"
                        : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** The card of a queue that is configured here; empty for another. */
    static Optional<Fragment> promises(String queue, String title, ConsoleSources sources) {
        return QueueCards.find(sources.snapshot().queues(), queue) == null
                ? Optional.empty()
                : Optional.of(
                        Fragment.leaf(
                                "promises",
                                "parts/jobs :: promises",
                                promises(title, sources.jobs().guarantees(queue))));
    }

    private static JobList.Promises promises(String title, Guarantees card) {
        return new JobList.Promises(
                title,
                card.promises().stream()
                        .map(promise ->
                                new JobList.Promise(
                                        JobLines.sentence(promise.what().title()),
                                        promise.value(),
                                        promise.because()))
                        .toList());
    }
}
