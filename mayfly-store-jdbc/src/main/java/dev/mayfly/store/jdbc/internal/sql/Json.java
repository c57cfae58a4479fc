package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.Cron;
import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What is kept as JSON: rarely set, never searched. Forms are spelled out here, apart from the
 * classes that the rest of Mayfly uses, so that those can change without the stored text.
 * Immutable.
 */
public final class Json {

    /** Of all that is kept as JSON: a later version may have written more than this one knows. */
    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(i ->
                            i.withValueInclusion(
                                    com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private static final TypeReference<List<Attempt>> ATTEMPTS = new TypeReference<>() {};

    private Json() {}

    /** What most jobs have none of. */
    public record Details(
            @Nullable JobOptions options,
            @Nullable Map<String, String> trace,
            @Nullable List<String> lineage) {

        static final Details NONE = new Details(null, null, null);

        /** {@return what an envelope has besides the columns; null for nothing} */
        public static @Nullable String of(JobEnvelope envelope) {
            boolean plain = envelope.options().equals(JobOptions.DEFAULTS);
            if (plain && envelope.traceContext().isEmpty() && envelope.lineage().isEmpty()) {
                return null;
            }
            var details =
                    new Details(
                            plain ? null : envelope.options(),
                            envelope.traceContext().isEmpty() ? null : envelope.traceContext(),
                            envelope.lineage().isEmpty()
                                    ? null
                                    : envelope.lineage().stream().map(JobId::value).toList());
            return MAPPER.writeValueAsString(details);
        }

        /** Reads them; {@code null} is nothing. */
        public static Details from(@Nullable String json) {
            return json == null ? NONE : MAPPER.readValue(json, Details.class);
        }

        /** {@return the options} */
        public JobOptions optionsOrDefaults() {
            return options == null ? JobOptions.DEFAULTS : options;
        }

        /** {@return the trace context} */
        public Map<String, String> traceOrNone() {
            return trace == null ? Map.of() : trace;
        }

        /** {@return the lineage} */
        public List<JobId> lineageOrNone() {
            return lineage == null ? List.of() : lineage.stream().map(JobId::new).toList();
        }
    }

    /** {@return attempts as text; null for none} */
    public static @Nullable String history(List<Attempt> history) {
        return history.isEmpty() ? null : MAPPER.writeValueAsString(history);
    }

    /** {@return the attempts that a text tells of} */
    public static List<Attempt> history(@Nullable String json) {
        return json == null ? List.of() : MAPPER.readValue(json, ATTEMPTS);
    }

    // ---- recurring jobs

    private record Recurring(
            String id,
            String job,
            @Nullable String cron,
            @Nullable ZoneId zone,
            java.time.@Nullable Duration every,
            @Nullable Instant anchor,
            String payload,
            JobOptions options,
            @Nullable RecurringRules rules,
            Instant createdAt,
            @Nullable Instant nextRun,
            @Nullable Instant lastRun,
            @Nullable String lastJob,
            @Nullable List<String> recent,
            @Nullable List<Instant> waiting,
            long runs,
            long skipped,
            long missed,
            @Nullable Pause pause,
            Pause.@Nullable End resumed,
            long version) {

        Schedule schedule() {
            if (cron != null && zone != null) {
                return new Cron(cron, zone);
            }
            if (every != null && anchor != null) {
                return new FixedRate(every, anchor);
            }
            throw new IllegalArgumentException(
                    "recurring job \"" + id + "\" is stored without a schedule");
        }

        /** Before there were many, only the last was kept; it is still written for who reads it. */
        private List<JobId> recentJobs() {
            if (recent != null) {
                return recent.stream().map(JobId::new).toList();
            }
            return lastJob == null ? List.of() : List.of(new JobId(lastJob));
        }

        RecurringJob toJob() {
            return new RecurringJob(
                    id,
                    job,
                    schedule(),
                    payload,
                    options,
                    rules == null ? RecurringRules.DEFAULT : rules,
                    createdAt,
                    nextRun,
                    lastRun,
                    recentJobs(),
                    waiting == null ? List.of() : waiting,
                    runs,
                    skipped,
                    missed,
                    pause,
                    resumed,
                    version);
        }
    }

    /** {@return a recurring job as text} */
    public static String recurring(RecurringJob job) {
        Schedule schedule = job.schedule();
        Cron cron = schedule instanceof Cron c ? c : null;
        FixedRate rate = schedule instanceof FixedRate r ? r : null;
        return MAPPER.writeValueAsString(
                new Recurring(
                        job.id(),
                        job.jobName(),
                        cron == null ? null : cron.expression(),
                        cron == null ? null : cron.zone(),
                        rate == null ? null : rate.period(),
                        rate == null ? null : rate.anchor(),
                        job.payload(),
                        job.options(),
                        job.rules().equals(RecurringRules.DEFAULT) ? null : job.rules(),
                        job.createdAt(),
                        job.nextRun(),
                        job.lastRun(),
                        job.lastJob() == null ? null : job.lastJob().value(),
                        job.recent().stream().map(JobId::value).toList(),
                        job.waiting().isEmpty() ? null : job.waiting(),
                        job.runs(),
                        job.skipped(),
                        job.missed(),
                        job.pause(),
                        job.resumed(),
                        job.version()));
    }

    /** Throws a {@link JacksonException} or what a record's constructor throws. */
    public static RecurringJob recurring(String json) {
        return MAPPER.readValue(json, Recurring.class).toJob();
    }
}
