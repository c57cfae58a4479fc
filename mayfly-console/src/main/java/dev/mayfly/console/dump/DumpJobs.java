package dev.mayfly.console.dump;

import dev.mayfly.console.state.JobsState;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedJob;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The jobs that are in a dump. */
final class DumpJobs implements JobsState {

    /** A job with what is said of it beside its record. */
    private record Entry(JobRecord job, String why, Redacted redacted) {}

    private final Map<JobId, Entry> jobs = new LinkedHashMap<>();
    private final Map<String, QueueCounters> counters = new TreeMap<>();
    private final Map<String, QueuePolicy> policies = new HashMap<>();
    private final Map<String, Explanation> explanations = new HashMap<>();
    private final Map<String, Guarantees> promises = new HashMap<>();
    private final List<RecurringJob> recurring;
    private final StoreInfo store;
    private final List<String> names;
    private final String node;

    DumpJobs(StateDump dump) {
        List<Entry> entries = new ArrayList<>(Places.each("jobs", dump.jobs(), DumpJobs::entry));
        entries.addAll(Places.each("endedJobs", dump.endedJobs(), DumpJobs::entry));
        entries.sort(
                Comparator.comparing((Entry entry) -> entry.job().submittedAt())
                        .thenComparing(entry -> entry.job().id())
                        .reversed());
        entries.forEach(entry -> jobs.put(entry.job().id(), entry));
        dump.jobCounts()
                .keySet()
                .forEach(queue ->
                        counters.put(queue, Places.one(queue, queue, q -> count(dump, q))));
        Places.each("queues", dump.queues(), this::rules);
        recurring = Places.each("recurring", dump.recurring(), DumpRecords::recurring);
        store =
                new StoreInfo(
                        dump.store().type(), dump.store().durable(), dump.store().description());
        names = List.copyOf(dump.jobNames());
        node = dump.node();
    }

    private static Entry entry(DumpedJob job) {
        String why = job.why();
        String result = job.result();
        return new Entry(
                DumpRecords.job(job),
                why == null ? "" : why,
                new Redacted(
                        "Not in a dump: " + job.payload() + ".",
                        result == null ? "" : "Not in a dump: " + result + "."));
    }

    private static QueueCounters count(StateDump dump, String queue) {
        return new QueueCounters(
                queue,
                states(dump.jobCounts().getOrDefault(queue, Map.of())),
                states(dump.jobsEntered().getOrDefault(queue, Map.of())));
    }

    private static Map<JobState, Long> states(Map<String, Long> words) {
        Map<JobState, Long> states = new EnumMap<>(JobState.class);
        words.forEach(
                (word, count) -> states.put(Places.word("state", JobState.class, word), count));
        return states;
    }

    private String rules(StateDump.Queue queue) {
        policies.put(queue.name(), DumpRecords.policy(queue));
        explanations.put(queue.name(), DumpRecords.why(queue));
        promises.put(queue.name(), DumpRecords.promises(queue));
        return queue.name();
    }

    @Override
    public Map<String, QueueCounters> counters() {
        return counters;
    }

    @Override
    public JobPage query(JobQuery query) {
        List<JobRecord> all = matching(query);
        JobCursor after = query.after();
        int from = after == null ? 0 : position(after, all.size());
        int to = Math.min(all.size(), from + query.limit());
        return new JobPage(
                all.subList(from, to),
                to < all.size() ? new JobCursor(Integer.toString(to)) : null);
    }

    private static int position(JobCursor cursor, int most) {
        int position = Integer.parseInt(cursor.value()); // its exception is what callers expect
        return Math.clamp(position, 0, most);
    }

    private List<JobRecord> matching(JobQuery query) {
        return jobs.values().stream()
                .map(Entry::job)
                .filter(job -> query.queue() == null || query.queue().equals(job.queue()))
                .filter(job -> query.states().contains(job.state()))
                .filter(job -> query.name() == null || query.name().equals(job.name()))
                .filter(job -> query.batch() == null || query.batch().equals(batchOf(job)))
                .filter(job -> query.parent() == null || query.parent().equals(parentOf(job)))
                .filter(job -> query.error() == null || isError(job, query.error()))
                .filter(job -> query.text() == null || contains(job, query.text()))
                .filter(query::includes)
                .toList();
    }

    private static String batchOf(JobRecord job) {
        BatchPart part = job.envelope().options().policies().batch();
        return part == null ? "" : part.batch();
    }

    private static @Nullable JobId parentOf(JobRecord job) {
        List<JobId> lineage = job.envelope().lineage();
        return lineage.isEmpty() ? null : lineage.getLast();
    }

    /** Of an error its type alone is in a dump. */
    private static boolean isError(JobRecord job, String text) {
        return job.error() != null
                && job.error()
                        .type()
                        .toLowerCase(Locale.ROOT)
                        .contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean contains(JobRecord job, String text) {
        String part = text.toLowerCase(Locale.ROOT);
        return job.id().value().contains(part)
                || job.name().toLowerCase(Locale.ROOT).contains(part)
                || isError(job, part)
                || job.envelope().options().labels().entrySet().stream()
                        .anyMatch(label ->
                                (label.getKey() + " " + label.getValue())
                                        .toLowerCase(Locale.ROOT)
                                        .contains(part));
    }

    @Override
    public int count(JobQuery query, int most) {
        return Math.min(matching(query).size(), most + 1);
    }

    @Override
    public Optional<JobRecord> find(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(Entry::job);
    }

    @Override
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        Map<JobId, JobRecord> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(job -> found.put(id, job)));
        return found;
    }

    @Override
    public Optional<Redacted> redacted(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(Entry::redacted);
    }

    @Override
    public LogPage log(JobId id, long from) {
        return new LogPage(List.of(), 0, 0);
    }

    @Override
    public Map<JobId, String> reasons(Collection<JobRecord> found) {
        Map<JobId, String> reasons = new HashMap<>();
        for (JobRecord job : found) {
            Entry entry = jobs.get(job.id());
            if (entry != null && entry.why() != null) {
                reasons.put(job.id(), entry.why());
            }
        }
        return reasons;
    }

    @Override
    public Explanation explainQueue(String queue) {
        return of(explanations, queue);
    }

    @Override
    public Guarantees guarantees(String queue) {
        return of(promises, queue);
    }

    @Override
    public QueuePolicy policy(String queue) {
        return policies.getOrDefault(queue, QueuePolicy.none(queue));
    }

    private static <T> T of(Map<String, T> values, String queue) {
        T value = values.get(queue);
        if (value == null) {
            throw new IllegalArgumentException("queue \"" + queue + "\" is not in this dump");
        }
        return value;
    }

    @Override
    public List<RecurringJob> recurring() {
        return recurring;
    }

    @Override
    public StoreInfo store() {
        return store;
    }

    @Override
    public Optional<BatchRecord> batch(String id) {
        return Optional.empty();
    }

    @Override
    public List<JobRecord> successors(JobId id) {
        return List.of();
    }

    @Override
    public List<StepRecord> steps(JobId id) {
        return List.of();
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        return List.of();
    }

    @Override
    public Optional<RetryPreview> nextAttempts(JobId id) {
        return find(id).filter(job -> job.state() == JobState.AWAITING_RETRY && job.failures() > 0)
                .map(job -> preview(job, retryOf(job)));
    }

    /** The next attempt's time is known; those behind it are as the policy has them. */
    private static RetryPreview preview(JobRecord job, RetryPolicy retry) {
        Instant due = job.dueAt();
        if (due == null) {
            return retry.preview(job.failures(), job.changedAt());
        }
        Duration wait = Duration.between(job.changedAt(), due);
        List<RetryPreview.NextAttempt> attempts = new ArrayList<>();
        attempts.add(new RetryPreview.NextAttempt(job.failures() + 1, wait, wait, due, due));
        RetryPreview then = retry.preview(job.failures() + 1, due);
        attempts.addAll(then.attempts());
        return new RetryPreview(attempts, then.more());
    }

    @Override
    public RetryPolicy retryOf(JobRecord job) {
        RetryPolicy policy = job.envelope().options().retry();
        return policy == null ? RetryPolicy.DEFAULT : policy;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public String node() {
        return node;
    }

    /** A dump is of one node, and knows nothing of others. */
    @Override
    public List<RunnerInfo> runners() {
        return List.of();
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public boolean isHeld(String queue) {
        Explanation.Kind kind = explainQueue(queue).kind();
        return kind == Explanation.Kind.GLOBAL || kind == Explanation.Kind.RATE;
    }
}
