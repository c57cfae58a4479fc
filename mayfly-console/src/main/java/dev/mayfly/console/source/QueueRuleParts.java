package dev.mayfly.console.source;

import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What the page of a queue says of its rules. */
final class QueueRuleParts {

    private QueueRuleParts() {}

    static List<String> facts(QueueSnapshot queue, Jobs jobs) {
        List<String> facts = new ArrayList<>();
        facts.add(queue.engine() + " engine");
        facts.add(
                queue.concurrency() == Integer.MAX_VALUE
                        ? "no limit"
                        : queue.concurrency() + " at once");
        facts.add("priority " + queue.priority());
        QueuePolicy policy = jobs.queues().policy(queue.name());
        if (policy.limits().areShared()) {
            facts.add(policy.limits().withPerNode(null).toString());
        }
        if (!policy.declared() && !policy.limits().equals(QueueLimits.NONE)) {
            facts.add("limits set by " + policy.changedBy());
        }
        return facts;
    }

    /** Why it starts no more jobs; null while it does. */
    static @Nullable Problem problem(QueueSnapshot queue, Jobs jobs) {
        Explanation why = jobs.explainQueue(queue.name());
        return switch (why.kind()) {
            case PAUSED, PAUSED_HERE ->
                    new Problem(
                            Tone.RETRY,
                            "paused",
                            "Paused.",
                            JobLines.sentence(why.sentence())
                                    + ". Nothing starts until it is resumed. What runs, ends.");
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

    static JobList.Promises promises(Guarantees card) {
        return new JobList.Promises(
                card.promises().stream()
                        .map(promise ->
                                new JobList.Promise(
                                        JobLines.sentence(promise.what().title()),
                                        promise.value(),
                                        promise.because()))
                        .toList());
    }
}
