package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.at;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.IdempotencyKey;
import dev.mayfly.jobs.model.policy.Predecessors;
import dev.mayfly.jobs.model.policy.SubmissionRules;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Random steps of {@link StoreModel} that have to do with several jobs, or with a queue. */
sealed interface PolicySteps {

    /** The kinds from this on; ten of them. */
    int FIRST_KIND = 22;

    /** The ids of jobs that were submitted otherwise end below. */
    int FIRST_ID = 20;

    /** Jobs come in together. */
    record Submit(List<JobRecord> jobs) implements PolicySteps {}

    /** Somebody changes the rules of a queue. */
    record Save(String queue, Limits limits) implements PolicySteps {}

    /** How: as one that knows the rules, or one that does not. */
    record Limits(int variant) {

        QueuePolicy next(QueuePolicy known) {
            QueuePolicy seen =
                    variant % 4 == 0
                            ? new QueuePolicy(
                                    known.queue(),
                                    known.limits(),
                                    known.routing(),
                                    known.pause(),
                                    known.declared(),
                                    known.changedBy(),
                                    known.changedAt(),
                                    known.version() + 1)
                            : known;
            if (variant % 5 == 0) {
                var routing = new QueueRouting("threaded", 1 + variant % 31);
                return seen.withRules(seen.limits(), seen.declared(), routing, "Ada", at(variant));
            }
            return variant % 3 == 0
                    ? seen.withPause(new Pause("printer burns", "Ada", at(variant)), "Ada", at(1))
                    : seen.withLimits(
                            QueueLimits.NONE.withGlobal(1 + variant), false, "Ada", at(variant));
        }
    }

    /** The step that three numbers stand for. */
    static PolicySteps of(int kind, int job, int variant) {
        return switch (kind) {
            case 22, 23 -> keyed(job, variant);
            case 24, 25 -> unique(job, variant);
            case 26, 27 -> after(job, variant);
            case 28, 29 -> batch(job, variant);
            case 30 -> oneMore(job, variant);
            default -> new Save("queue-" + job % 3, new Limits(variant));
        };
    }

    private static PolicySteps one(int number, String name, int variant, JobOptions options) {
        return new Submit(
                List.of(
                        Samples.submission(
                                number,
                                name,
                                Integer.toString(variant % 3),
                                options,
                                at(variant % 40))));
    }

    private static PolicySteps keyed(int job, int variant) {
        var key = new IdempotencyKey("key-" + variant % 5, variant % 4 == 0);
        return one(
                FIRST_ID + variant % 60,
                "name-" + job % 2,
                variant,
                JobOptions.DEFAULTS.withIdempotencyKey(key));
    }

    private static PolicySteps unique(int job, int variant) {
        var by = Uniqueness.By.values()[variant % 3];
        var rule =
                new Uniqueness(
                        by,
                        by == Uniqueness.By.KEY ? "key-" + variant % 2 : null,
                        variant % 2 == 0 ? null : Duration.ofSeconds(10),
                        Uniqueness.Then.KEEP_FIRST,
                        null,
                        null);
        Uniqueness.Then then = Uniqueness.Then.values()[variant / 3 % 5];
        return one(
                100 + variant % 60,
                "unique-" + job % 2,
                variant / 7,
                JobOptions.DEFAULTS.withUnique(
                        then == Uniqueness.Then.DEBOUNCE
                                ? rule.debounced(Duration.ofSeconds(5), Duration.ofSeconds(12))
                                : rule.then(then)));
    }

    /** After one or two of any that may be there, those that wait themselves included. */
    private static PolicySteps after(int job, int variant) {
        var others = new TreeSet<String>();
        others.add(Samples.id(job).value());
        others.add(Samples.id(variant % 3 == 0 ? 200 + variant % 40 : variant % 12).value());
        var after = new Predecessors(List.copyOf(others), variant % 2 == 0);
        return one(
                200 + variant / 5 % 40,
                "after",
                variant,
                JobOptions.DEFAULTS.withPolicies(SubmissionRules.NONE.withAfter(after)));
    }

    private static PolicySteps batch(int job, int variant) {
        var jobs = new ArrayList<JobRecord>();
        int first = 300 + 10 * job;
        for (int i = 0; i < variant % 3; i++) {
            jobs.add(part(first + i, job, BatchPart.Role.MEMBER, variant));
        }
        jobs.add(part(first + 5, job, BatchPart.Role.ON_COMPLETION, variant));
        if (variant % 2 == 0) {
            jobs.add(part(first + 6, job, BatchPart.Role.ON_SUCCESS, variant));
        }
        return new Submit(jobs);
    }

    private static PolicySteps oneMore(int job, int variant) {
        return new Submit(
                List.of(
                        part(
                                300 + 10 * job + 3 + variant % 2,
                                job,
                                BatchPart.Role.MEMBER,
                                variant)));
    }

    private static JobRecord part(int number, int batch, BatchPart.Role role, int variant) {
        var part = new BatchPart("batch-" + batch, "import", role);
        return Samples.submission(
                number,
                "part",
                "1",
                JobOptions.DEFAULTS.withPolicies(SubmissionRules.NONE.withBatch(part)),
                at(variant % 40));
    }
}
