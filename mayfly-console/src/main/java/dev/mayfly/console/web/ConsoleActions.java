package dev.mayfly.console.web;

import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.Recurring;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.kernel.Scheduler;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a reader can do, and the record of who did it. Whether the reader may was decided before.
 *
 * <p>Safe for use by any thread that may block.
 */
public final class ConsoleActions {
    private static final Logger audit = LoggerFactory.getLogger("dev.mayfly.console.audit");

    private static final int LONGEST_AUTHOR = 200;

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final DemoJob demo;
    private final InstantSource clock;
    private final Consumer<ConsoleAction> listener;

    /**
     * Actions on a kernel and its jobs.
     *
     * @param scheduler whose queues can be paused
     * @param jobs what can be cancelled and retried
     * @param demo what a newcomer can run
     * @param clock the time of the record
     * @param listener hears of each action
     */
    public ConsoleActions(
            Scheduler scheduler,
            Jobs jobs,
            DemoJob demo,
            InstantSource clock,
            Consumer<ConsoleAction> listener) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.demo = demo;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Acts on a job.
     *
     * @param verb {@code cancel} or {@code retry}
     * @param id the job
     * @param user who
     * @param address from where
     * @return whether anything changed; empty when there is no such verb or job
     */
    public Optional<Boolean> onJob(String verb, JobId id, String user, String address) {
        if (jobs.find(id).isEmpty()) {
            return Optional.empty();
        }
        return switch (verb) {
            case "cancel" -> Optional.of(record(verb, id.value(), user, address, jobs.cancel(id)));
            case "retry" -> Optional.of(record(verb, id.value(), user, address, jobs.retry(id)));
            default -> Optional.empty();
        };
    }

    /**
     * Sends a signal to a job.
     *
     * @param id the job
     * @param signal which signal
     * @param payload JSON, or blank for none
     * @param user who; becomes the sender
     * @param address from where
     * @return true; empty when there is no such job
     * @throws dev.mayfly.jobs.step.SignalRejectedException if the job does not take it
     * @throws dev.mayfly.jobs.handler.PayloadException if the payload is no JSON, or too large
     * @throws IllegalArgumentException if there can be no such signal
     */
    public Optional<Boolean> signal(
            JobId id, String signal, String payload, String user, String address) {
        if (jobs.find(id).isEmpty()) {
            return Optional.empty();
        }
        var options = SignalOptions.DEFAULTS.withSender(author(user));
        boolean sent = jobs.signalJson(id, signal, payload, options);
        return Optional.of(record("signal", id.value(), signal, user, address, sent));
    }

    /**
     * Acts on a queue.
     *
     * @param verb {@code pause} or {@code resume}
     * @param queue the queue's name
     * @param reason why; looked at for {@code pause} only
     * @param user who; becomes the author of the pause
     * @param address from where
     * @return whether anything changed; empty when there is no such verb or queue
     * @throws IllegalArgumentException if the reason is blank or too long; nothing was changed
     */
    public Optional<Boolean> onQueue(
            String verb, String queue, String reason, String user, String address) {
        if (scheduler.snapshot().queues().stream().noneMatch(q -> q.name().equals(queue))) {
            return Optional.empty();
        }
        return switch (verb) {
            case "pause" -> {
                String why = reason.strip();
                boolean changed = jobs.queues().pause(queue, why, author(user));
                yield Optional.of(record(verb, queue, why, user, address, changed));
            }
            case "resume" -> {
                boolean changed = jobs.queues().resume(queue, author(user));
                scheduler.resume(queue); // it may have started paused, by its configuration
                yield Optional.of(record(verb, queue, user, address, changed));
            }
            default -> Optional.empty();
        };
    }

    /**
     * Acts on a recurring job.
     *
     * @param verb {@code pause} or {@code resume}
     * @param id the recurring job's id
     * @param reason why; looked at for {@code pause} only
     * @param user who; becomes the author of the pause
     * @param address from where
     * @return whether anything changed; empty when there is no such verb or recurring job
     * @throws IllegalArgumentException if the reason is blank or too long; nothing was changed
     */
    public Optional<Boolean> onRecurring(
            String verb, String id, String reason, String user, String address) {
        Recurring recurring = jobs.recurring();
        if (recurring.find(id).isEmpty()) {
            return Optional.empty();
        }
        return switch (verb) {
            case "pause" -> {
                String why = reason.strip();
                boolean changed = recurring.pause(id, why, author(user));
                yield Optional.of(record("pause-recurring", id, why, user, address, changed));
            }
            case "resume" ->
                    Optional.of(
                            record(
                                    "resume-recurring",
                                    id,
                                    null,
                                    user,
                                    address,
                                    recurring.resume(id)));
            default -> Optional.empty();
        };
    }

    /** Names come from the host's own directory, and may be anything. */
    private static String author(String user) {
        String name = oneLine(user).strip();
        return name.isEmpty()
                ? "anonymous"
                : name.substring(0, Math.min(LONGEST_AUTHOR, name.length()));
    }

    /**
     * Runs the demo job.
     *
     * @param user who
     * @param address from where
     * @return the job; empty where there can be none
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    public Optional<JobId> runDemo(String user, String address) {
        Optional<JobId> job = demo.submit();
        job.ifPresent(id -> record("demo", id.value(), user, address, true));
        return job;
    }

    private boolean record(
            String verb, String target, String user, String address, boolean changed) {
        return record(verb, target, null, user, address, changed);
    }

    private boolean record(
            String verb,
            String target,
            @Nullable String reason,
            String user,
            String address,
            boolean changed) {
        ConsoleAction action =
                new ConsoleAction(verb, target, reason, user, address, changed, clock.instant());
        audit.info(
                "Console: {} of {} by {} from {}: {}{}",
                verb,
                oneLine(target),
                oneLine(user),
                address,
                changed ? "done" : "nothing to change",
                reason == null
                        ? ""
                        : (verb.equals("signal") ? ", named: " : ", because: ") + oneLine(reason));
        listener.accept(action);
        return changed;
    }

    /** A name must not write lines of its own into the log. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
