package dev.mayfly.spring.boot.autoconfigure.recurring;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.Recurring;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recurring jobs over HTTP, at {@code /actuator/mayflyrecurring} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX: when they run next, what
 * became of earlier runs, and the means to pause, resume and run them now. Payloads are not shown.
 * Whoever may reach an endpoint may write to it, unless {@code
 * management.endpoint.mayflyrecurring.access} is {@code read-only}.
 *
 * <p>Safe for use by any thread.
 */
@Endpoint(id = "mayflyrecurring")
public final class RecurringEndpoint {

    private final Jobs jobs;

    /**
     * An endpoint.
     *
     * @param jobs whose recurring jobs
     */
    public RecurringEndpoint(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * One recurring job.
     *
     * @param job the name of the job that it submits
     * @param schedule when, in words
     * @param nextRun when it runs next; absent while it is paused or has no further run
     * @param lastRun when it last was to run; absent before the first run
     * @param lastJob the id of the job of the last run; absent before the first run
     * @param recent the ids of the jobs of the last runs, at most 12, the oldest first
     * @param runs how many jobs it has submitted, those started by hand included
     * @param skipped how many runs were left out because the job before had not ended
     * @param missed how many runs were left out because nobody was up at their time
     * @param pause why it is paused, since when and by whom; absent if it is not
     * @param resumed who ended the last pause, and when; absent if nobody did, or it is paused
     */
    public record RecurringReport(
            String job,
            String schedule,
            @Nullable Instant nextRun,
            @Nullable Instant lastRun,
            @Nullable String lastJob,
            List<String> recent,
            long runs,
            long skipped,
            long missed,
            @Nullable Pause pause,
            Pause.@Nullable End resumed) {}

    /**
     * What became of an action.
     *
     * @param changed false if it was so already
     * @param submitted the id of the job that {@code run} has submitted; absent for other actions
     * @param recurring the recurring job afterwards
     */
    public record Changed(boolean changed, @Nullable String submitted, RecurringReport recurring) {}

    /**
     * All recurring jobs.
     *
     * @return by id
     */
    @ReadOperation
    public Map<String, RecurringReport> all() {
        var reports = new TreeMap<String, RecurringReport>();
        jobs.recurring().list().forEach(job -> reports.put(job.id(), report(job)));
        return reports;
    }

    /**
     * One recurring job.
     *
     * @param id its id
     * @return its report; null, which is 404 over HTTP, if there is none
     */
    @ReadOperation
    public @Nullable RecurringReport one(@Selector String id) {
        return jobs.recurring().find(id).map(RecurringEndpoint::report).orElse(null);
    }

    private static RecurringReport report(RecurringJob job) {
        JobId last = job.lastJob();
        return new RecurringReport(
                job.jobName(),
                job.schedule().describe(),
                job.isPaused() ? null : job.nextStart(),
                job.lastRun(),
                last == null ? null : last.value(),
                job.recent().stream().map(JobId::value).toList(),
                job.runs(),
                job.skipped(),
                job.missed(),
                job.pause(),
                job.resumed());
    }

    /**
     * Acts on a recurring job.
     *
     * @param id its id
     * @param action {@code pause}, {@code resume}, or {@code run}, which submits one run now, also
     *     while paused or while another runs
     * @param reason why it is paused
     * @param security who asks, which becomes the author of the pause or of its end
     * @return what became of it; null, which is 404 over HTTP, if there is none
     * @throws InvalidEndpointRequestException if there is no such action, a reason is missing, or
     *     no run can be submitted; nothing was changed
     */
    @WriteOperation
    public @Nullable Changed change(
            @Selector String id, String action, @Nullable String reason, SecurityContext security) {
        Recurring recurring = jobs.recurring();
        if (recurring.find(id).isEmpty()) {
            return null;
        }
        Principal principal = security.getPrincipal();
        String by = principal == null ? "anonymous" : principal.getName();
        String run = null;
        boolean changed = true;
        try {
            switch (action) {
                case "pause" -> changed = recurring.pause(id, reason == null ? "" : reason, by);
                case "resume" -> changed = recurring.resume(id, by);
                case "run" -> run = recurring.trigger(id).id().value();
                default ->
                        throw new IllegalArgumentException(
                                "action \"" + action + "\" is none of pause, resume and run");
            }
        } catch (IllegalArgumentException
                | IllegalStateException
                | UnknownJobException
                | JobRejectedException e) {
            String why = String.valueOf(e.getMessage());
            throw new InvalidEndpointRequestException(why, why, e);
        }
        RecurringReport after = one(id);
        return after == null ? null : new Changed(changed, run, after);
    }
}
