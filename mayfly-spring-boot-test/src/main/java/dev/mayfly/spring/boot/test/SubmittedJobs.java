package dev.mayfly.spring.boot.test;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskId;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The jobs of a test, and how they are shown in messages. */
final class SubmittedJobs {

    private static final int PAGE = 1_000;
    private static final int MOST_SHOWN = 20;
    private static final int LONGEST_PAYLOAD = 200;

    private final Jobs jobs;

    SubmittedJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    /** All, in the order of submission. */
    List<JobRecord> all() {
        return in(EnumSet.allOf(JobState.class));
    }

    List<JobRecord> alive() {
        return in(
                EnumSet.allOf(JobState.class).stream()
                        .filter(state -> !state.isTerminal())
                        .collect(Collectors.toSet()));
    }

    List<JobRecord> in(JobState state) {
        return in(Set.of(state));
    }

    private List<JobRecord> in(Set<JobState> states) {
        var found = new ArrayList<JobRecord>();
        JobQuery query = JobQuery.ALL.withStates(states).withLimit(PAGE);
        JobPage page = jobs.query(query);
        found.addAll(page.jobs());
        while (page.next() != null) {
            page = jobs.query(query.withAfter(page.next()));
            found.addAll(page.jobs());
        }
        return List.copyOf(found.reversed());
    }

    /** How many of which name. */
    String summary(List<JobRecord> all) {
        if (all.isEmpty()) {
            return "none was submitted at all";
        }
        Map<String, Long> names =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        JobRecord::name, TreeMap::new, Collectors.counting()));
        return "there are: "
                + names.entrySet().stream()
                        .map(name -> name.getKey() + " x" + name.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** A line for each job that runs, with what it does. */
    String atWork(Scheduler scheduler) {
        Map<TaskId, TaskSnapshot> tasks =
                scheduler.snapshot().tasks().stream()
                        .collect(Collectors.toMap(TaskSnapshot::id, Function.identity()));
        return alive().stream()
                .filter(job -> job.state() == JobState.RUNNING || job.state() == JobState.READY)
                .limit(MOST_SHOWN)
                .map(job ->
                        line(job)
                                + jobs.task(job.id())
                                        .map(tasks::get)
                                        .map(task -> ": " + task.reason())
                                        .orElse(""))
                .collect(Collectors.joining());
    }

    /** A line for each. */
    static String lines(List<JobRecord> jobs) {
        String shown =
                jobs.stream()
                        .limit(MOST_SHOWN)
                        .map(SubmittedJobs::line)
                        .collect(Collectors.joining());
        return jobs.size() > MOST_SHOWN
                ? shown + "\n  and " + (jobs.size() - MOST_SHOWN) + " others"
                : shown;
    }

    private static String line(JobRecord job) {
        var line = new StringBuilder("\n  ");
        line.append(job.name()).append(' ').append(job.id().value()).append(", ");
        line.append(job.state());
        if (job.dueAt() != null) {
            line.append(", due ").append(job.dueAt());
        }
        line.append(", queue ").append(job.queue());
        line.append(", priority ").append(job.envelope().priority());
        if (job.attempts() > 0) {
            line.append(", attempts ").append(job.attempts());
        }
        if (job.key() != null) {
            line.append(", key ").append(job.key());
        }
        if (!job.envelope().options().labels().isEmpty()) {
            line.append(", labels ").append(new TreeMap<>(job.envelope().options().labels()));
        }
        line.append(", payload ").append(shorten(job.envelope().payload()));
        if (job.result() != null) {
            line.append(", result ").append(shorten(job.result()));
        }
        if (job.error() != null) {
            line.append(", error ").append(job.error().type());
            line.append(": ").append(job.error().message());
        }
        return line.toString();
    }

    private static String shorten(String json) {
        return json.length() > LONGEST_PAYLOAD ? json.substring(0, LONGEST_PAYLOAD) + "…" : json;
    }
}
