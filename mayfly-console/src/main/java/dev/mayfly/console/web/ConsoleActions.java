package dev.mayfly.console.web;

import dev.mayfly.console.audit.AuditEntry;
import dev.mayfly.console.audit.AuditEntry.Outcome;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.PageRequest.Bulk.Verb;
import dev.mayfly.console.source.part.JobCount;
import dev.mayfly.console.state.live.LiveJobs;
import dev.mayfly.jobs.Bulk;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.Recurring;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.Scheduler;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a reader can do, and the record of who did it. Whether the reader may was decided before.
 *
 * <p>Safe for use by any thread that may block.
 */
public final class ConsoleActions {
    private static final int LONGEST_AUTHOR = 200;
    private static final String COUNTED = "counted: ";
    private static final String HOW_MANY = "jobs: ";
    private static final String ENDED_EARLY = "ended early: ";

    /** Beyond it a reader is told that it goes on. */
    private static final Duration MOMENT = Duration.ofSeconds(3);

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final DemoJob demo;
    private final InstantSource clock;
    private final AuditTrail trail;
    private final Consumer<ConsoleAction> listener;

    /**
     * Actions on a kernel and its jobs.
     *
     * @param scheduler whose queues can be paused
     * @param jobs what can be cancelled and retried
     * @param demo what a newcomer can run
     * @param clock the time of the record
     * @param trail keeps the record
     * @param listener hears of each action
     */
    public ConsoleActions(
            Scheduler scheduler,
            Jobs jobs,
            DemoJob demo,
            InstantSource clock,
            AuditTrail trail,
            Consumer<ConsoleAction> listener) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.demo = demo;
        this.clock = clock;
        this.trail = trail;
        this.listener = listener;
    }

    /**
     * Acts on a job.
     *
     * @param verb {@code cancel}, {@code retry} or {@code retry-from-the-start}
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
            case "retry-from-the-start" ->
                    Optional.of(
                            record(verb, id.value(), user, address, jobs.retryFromTheStart(id)));
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
     * @param verb {@code pause}, {@code resume} or {@code reset}, which goes back to what the
     *     configuration says
     * @param queue the queue's name
     * @param reason why; looked at for {@code pause} only
     * @param user who; becomes the author of the pause
     * @param address from where
     * @return whether anything changed; empty when there is no such verb or queue
     * @throws IllegalArgumentException if the reason is blank or too long; nothing was changed
     */
    public Optional<Boolean> onQueue(
            String verb, String queue, String reason, String user, String address) {
        if (!exists(queue)) {
            return Optional.empty();
        }
        return switch (verb) {
            case "reset" -> {
                boolean changed = jobs.queues().reset(queue, author(user));
                yield Optional.of(record(verb, queue, user, address, changed));
            }
            case "pause" -> {
                String why = reason.strip();
                boolean changed = jobs.queues().pause(queue, why, author(user));
                yield Optional.of(record(verb, queue, why, user, address, changed));
            }
            case "resume" -> {
                boolean held = isHeldHere(queue);
                boolean changed = jobs.queues().resume(queue, author(user)) || held;
                scheduler.resume(queue); // it may have started paused, by its configuration
                yield Optional.of(record(verb, queue, user, address, changed));
            }
            default -> Optional.empty();
        };
    }

    private boolean isHeldHere(String queue) {
        return scheduler.snapshot().queues().stream()
                .anyMatch(q -> q.name().equals(queue) && q.paused());
    }

    private boolean exists(String queue) {
        return scheduler.snapshot().queues().stream().anyMatch(q -> q.name().equals(queue));
    }

    /**
     * Sets the limits of a queue, and where its jobs run.
     *
     * @param queue the queue's name
     * @param limits makes the limits out of those that hold
     * @param routing the engine and the priority
     * @param user who; becomes their author
     * @param address from where
     * @return whether anything changed; empty when there is no such queue
     * @throws IllegalArgumentException if such limits are not possible; nothing was changed
     */
    public Optional<Boolean> limit(
            String queue,
            UnaryOperator<QueueLimits> limits,
            QueueRouting routing,
            String user,
            String address) {
        if (!exists(queue)) {
            return Optional.empty();
        }
        QueueLimits next = limits.apply(jobs.queues().policy(queue).limits());
        boolean changed = jobs.queues().change(queue, next, routing, author(user));
        String what = routing.equals(QueueRouting.NONE) ? "" + next : next + "; " + routing;
        return Optional.of(record("limit", queue, what, user, address, changed));
    }

    /**
     * Cancels what has not ended of a batch. Of a very large one this takes its time, so nobody
     * waits for more than a moment. It is recorded when it begins and when it ends.
     *
     * @param batch the batch's id
     * @param user who
     * @param address from where
     * @return how far it is; empty when there is no such batch
     */
    public Optional<ManyResult> cancelBatch(String batch, String user, String address) {
        return jobs.batch(batch)
                .map(handle -> {
                    String open =
                            handle.state().map(b -> "" + (b.total() - b.done())).orElse("none");
                    return many("cancel-batch", batch, open, handle::cancel, user, address);
                });
    }

    /**
     * Acts on all jobs of a list. Of very many this takes its time, so nobody waits for more than a
     * moment. It is recorded when it begins, with the jobs counted then, and when it ends, with
     * those that it has changed: should the process be lost in between, it was not done in secret.
     *
     * @param verb {@code retry}, {@code retry-from-the-start} or {@code cancel}
     * @param list which jobs
     * @param user who
     * @param address from where
     * @return how far it is; empty when there is no such verb
     */
    public Optional<ManyResult> onMany(
            String verb, PageRequest.JobList list, String user, String address) {
        JobQuery query = list.query();
        Bulk bulk = jobs.bulk();
        @Nullable LongSupplier act =
                switch (verb) {
                    case "retry" -> () -> bulk.retry(query);
                    case "retry-from-the-start" -> () -> bulk.retryFromTheStart(query);
                    case "cancel" -> () -> bulk.cancel(query);
                    default -> null;
                };
        if (act == null) {
            return Optional.empty();
        }
        Verb kind = verb.equals("cancel") ? Verb.CANCEL : Verb.RETRY;
        JobCount count = JobCount.of(new LiveJobs(jobs), new PageRequest.Bulk(kind, list));
        String counted = (count.more() ? "more than " : "") + count.jobs();
        return Optional.of(many(verb + "-all", list.address(), counted, act, user, address));
    }

    /**
     * Looks whether jobs are there.
     *
     * @param ids the jobs
     * @return the first that is not: it was removed, or never was
     */
    Optional<JobId> missing(List<JobId> ids) {
        Map<JobId, JobRecord> found = jobs.find(ids);
        return ids.stream().filter(id -> !found.containsKey(id)).findFirst();
    }

    /**
     * Acts on the jobs whose rows were ticked, one by one as {@link #onJob} does, each if it is in
     * a state for it then. It is recorded as an action on many jobs is, once for all of them.
     *
     * @param verb {@code retry}, {@code retry-from-the-start} or {@code cancel}
     * @param ticked which jobs
     * @param user who
     * @param address from where
     * @return how far it is
     * @throws IllegalArgumentException if there is no such verb
     */
    public ManyResult onTicked(String verb, List<JobId> ticked, String user, String address) {
        Predicate<JobId> act =
                switch (verb) {
                    case "retry" -> jobs::retry;
                    case "retry-from-the-start" -> jobs::retryFromTheStart;
                    case "cancel" -> jobs::cancel;
                    default -> throw new IllegalArgumentException("there is no verb " + verb);
                };
        String ids = ticked.stream().map(JobId::value).collect(Collectors.joining(" "));
        return many(
                verb + "-ticked",
                ids,
                String.valueOf(ticked.size()),
                () -> judged(ticked).filter(act).count(),
                user,
                address);
    }

    /** A job in a state of a later version is one for the nodes of that version. */
    private Stream<JobId> judged(List<JobId> ids) {
        Map<JobId, JobRecord> found = jobs.find(ids);
        return ids.stream()
                .filter(id ->
                        Optional.ofNullable(found.get(id))
                                .filter(JobRecord::isStateKnown)
                                .isPresent());
    }

    private ManyResult many(
            String verb,
            String target,
            String counted,
            LongSupplier act,
            String user,
            String address) {
        String found = COUNTED + counted;
        write(
                new ConsoleAction(verb, target, found, user, address, false, clock.instant()),
                Outcome.BEGUN);
        var run = new ManyRun(act);
        run.start(
                jobs -> record(verb, target, HOW_MANY + jobs, user, address, jobs > 0),
                failure ->
                        write(
                                new ConsoleAction(
                                        verb,
                                        target,
                                        ENDED_EARLY + failure,
                                        user,
                                        address,
                                        true,
                                        clock.instant()),
                                Outcome.FAILED));
        return run.await(MOMENT);
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
                                    recurring.resume(id, author(user))));
            default -> Optional.empty();
        };
    }

    /**
     * Submits a run of a recurring job now.
     *
     * @param id the recurring job's id
     * @param user who
     * @param address from where
     * @return the job submitted; empty when there is no such recurring job, or no longer
     * @throws IllegalStateException if its definition cannot be read; nothing was submitted
     * @throws IllegalArgumentException if its runs cannot be submitted as they are described;
     *     nothing was submitted
     * @throws UnknownJobException if this process does not know the job; nothing was submitted
     * @throws JobRejectedException if the process shuts down or holds too many jobs
     */
    public Optional<JobId> runRecurring(String id, String user, String address) {
        Recurring recurring = jobs.recurring();
        if (recurring.find(id).isEmpty()) {
            return Optional.empty();
        }
        JobId run;
        try {
            run = recurring.trigger(id).id();
        } catch (IllegalArgumentException e) {
            if (recurring.find(id).isEmpty()) {
                return Optional.empty(); // removed meanwhile
            }
            throw e;
        }
        record("run-recurring", id, run.value(), user, address, true);
        return Optional.of(run);
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

    /**
     * Keeps a record of a state dump that was opened or forgotten.
     *
     * @param verb {@code open-dump} or {@code close-dump}
     * @param target its path below the console's
     * @param user who
     * @param address from where
     * @param changed false if it could not be read, or was not there
     */
    public void onDump(String verb, String target, String user, String address, boolean changed) {
        record(verb, target, user, address, changed);
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
        write(action, changed ? Outcome.DONE : Outcome.UNCHANGED);
        return changed;
    }

    private void write(ConsoleAction action, Outcome outcome) {
        String reason = action.reason();
        trail.add(
                new AuditEntry(
                        action.at(),
                        action.user(),
                        action.address(),
                        action.verb(),
                        action.target(),
                        outcome,
                        reason == null ? null : said(action.verb()) + reason));
        listener.accept(action);
    }

    private static String said(String verb) {
        return switch (verb) {
            case "signal" -> "named: ";
            case "limit" -> "to: ";
            case "run-recurring" -> "as job: ";
            case "retry-all",
                    "retry-from-the-start-all",
                    "cancel-all",
                    "cancel-batch",
                    "retry-ticked",
                    "retry-from-the-start-ticked",
                    "cancel-ticked" ->
                    "";
            default -> "because: ";
        };
    }

    /** A name must not write lines of its own. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
