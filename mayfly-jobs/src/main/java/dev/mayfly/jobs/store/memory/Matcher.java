package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.JobQuery;

import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What a query looks for, its queue and its page aside. Without state. */
final class Matcher {

    private static final int STATES = JobState.values().length;

    private Matcher() {}

    static Predicate<JobRecord> of(JobQuery query) {
        Predicate<JobRecord> matches =
                query.states().size() == STATES
                        ? record -> true
                        : record -> query.states().contains(record.state());
        String name = query.name();
        if (name != null) {
            matches = matches.and(record -> record.name().equals(name));
        }
        String batch = query.batch();
        if (batch != null) {
            matches =
                    matches.and(record -> {
                        BatchPart part = record.envelope().options().policies().batch();
                        return part != null && part.batch().equals(batch);
                    });
        }
        JobId parent = query.parent();
        if (parent != null) {
            matches = matches.and(record -> parent.equals(record.envelope().parent()));
        }
        String error = query.error();
        if (error != null && !error.isEmpty()) {
            String wanted = error.toLowerCase(Locale.ROOT);
            matches = matches.and(record -> fails(record, wanted));
        }
        if (query.from() != null || query.until() != null || !query.labels().isEmpty()) {
            matches = matches.and(query::includes);
        }
        String text = query.text();
        if (text != null && !text.isEmpty()) {
            String wanted = text.toLowerCase(Locale.ROOT);
            matches = matches.and(record -> mentions(record, wanted));
        }
        return matches;
    }

    private static boolean mentions(JobRecord record, String wanted) {
        if (contains(record.id().value(), wanted) || contains(record.name(), wanted)) {
            return true;
        }
        for (Map.Entry<String, String> label : record.envelope().options().labels().entrySet()) {
            if (contains(label.getKey(), wanted) || contains(label.getValue(), wanted)) {
                return true;
            }
        }
        return fails(record, wanted);
    }

    private static boolean fails(JobRecord record, String wanted) {
        JobError error = record.error();
        return error != null
                && (contains(error.type(), wanted) || contains(error.message(), wanted));
    }

    private static boolean contains(String text, String lowerCase) {
        return text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
