package dev.mayfly.console.web;

import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TickedJobs;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.source.part.TickedPage;
import dev.mayfly.console.web.dump.DumpPages;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.step.SignalRejectedException;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Does what a form asks for, and says which page follows. Safe for use by any thread. */
final class ConsoleForms {
    private static final String REASON = "reason";

    private final ConsoleActions actions;
    private final DumpPages dumps;

    ConsoleForms(ConsoleActions actions, DumpPages dumps) {
        this.actions = actions;
        this.dumps = dumps;
    }

    /** What follows an action. */
    sealed interface Next {
        Next GONE =
                new Refusal(
                        404,
                        "There is nothing here",
                        "Nothing was changed: what it was about is gone.",
                        false);

        record Page(String address) implements Next {}

        /** Recorded: whether the audit has it already. */
        record Refusal(int status, String title, String text, boolean recorded) implements Next {
            Refusal(int status, String title, String text) {
                this(status, title, text, false);
            }
        }
    }

    /** A form that was sent, and by whom. */
    private record Sent(Visit visit, Query query, MultiValueMap<String, String> form) {
        String user() {
            return visit.reader().name();
        }

        String address() {
            return visit.address();
        }

        String query(String name) {
            return query.first(name);
        }

        String field(String name) {
            return Objects.requireNonNullElse(form.getFirst(name), "");
        }

        List<String> fields(String name) {
            return form.getOrDefault(name, List.of());
        }
    }

    /**
     * Acts. Whether the reader may was decided before.
     *
     * @param operation what is asked for, null for nothing that there is
     * @param visit who asks, and for which path
     * @param form the fields
     * @return what follows
     */
    Next perform(@Nullable Operation operation, Visit visit, MultiValueMap<String, String> form) {
        if (operation == null) {
            return Next.GONE;
        }
        Sent sent = new Sent(visit, new Query(visit.request().query()), form);
        try {
            return perform(operation, sent);
        } catch (JobRejectedException rejected) {
            return new Next.Refusal(
                    503,
                    "No job is accepted now",
                    "Nothing was changed: " + rejected.getMessage() + ".");
        } catch (StoreUnavailableException gone) {
            // It was there a moment ago, and may have done it before it went.
            return new Next.Refusal(
                    503,
                    "The store of the jobs has gone meanwhile",
                    "It is not known whether anything was changed: "
                            + gone.getMessage()
                            + ". Look again once the store is back, before you repeat it.");
        }
    }

    private Next closeDump(String id, Sent sent) {
        boolean closed = dumps.close(id);
        String target = DumpPages.PATH + "/" + id;
        actions.onDump("close-dump", target, sent.user(), sent.address(), closed);
        return closed ? new Next.Page(sent.visit().base() + DumpPages.PATH) : Next.GONE;
    }

    private Next perform(Operation operation, Sent sent) {
        return switch (operation) {
            case CANCEL_JOB, RETRY_JOB, RETRY_JOB_FROM_THE_START, SIGNAL_JOB -> {
                JobId id = jobId(operation.idIn(sent.visit().path()).orElse(""));
                yield id == null
                        ? Next.GONE
                        : operation == Operation.SIGNAL_JOB
                                ? signal(id, sent)
                                : actOnJob(id, operation.verb(), sent);
            }
            case PAUSE_QUEUE, RESUME_QUEUE, RESET_QUEUE -> actOnQueue(operation.verb(), sent);
            case LIMIT_QUEUE -> limit(sent);
            case PAUSE_RECURRING -> actOnRecurring("pause", sent);
            case RESUME_RECURRING -> actOnRecurring("resume", sent);
            case RUN_RECURRING -> runRecurring(sent);
            case CANCEL_BATCH -> cancelBatch(sent);
            case RETRY_MANY -> actOnMany("retry", sent);
            case CANCEL_MANY -> actOnMany("cancel", sent);
            case RETRY_TICKED -> actOnTicked("retry", sent);
            case CANCEL_TICKED -> actOnTicked("cancel", sent);
            case RUN_DEMO -> runDemo(sent);
            case OPEN_DUMP -> // with a file it goes another way
                    new Next.Refusal(
                            400,
                            "No file arrived",
                            "Nothing was opened. Dumps are sent by the form of the page, as"
                                    + " multipart/form-data.");
            case CLOSE_DUMP -> closeDump(operation.idIn(sent.visit().path()).orElse(""), sent);
        };
    }

    private Next actOnJob(JobId id, String verb, Sent sent) {
        try {
            return actions.onJob(verb, id, sent.user(), sent.address())
                    .<Next>map(changed ->
                            new Next.Page(
                                    sent.visit().links().job(id)
                                            + "?done="
                                            + (changed ? verb : "unchanged")))
                    .orElse(Next.GONE);
        } catch (JobRejectedException rejected) {
            return new Next.Refusal(
                    409,
                    "The job stays as it is",
                    "Nothing was changed: " + rejected.getMessage() + ".");
        }
    }

    private Next signal(JobId id, Sent sent) {
        try {
            return actions.signal(
                            id,
                            sent.field("signal"),
                            sent.field("payload"),
                            sent.user(),
                            sent.address())
                    .<Next>map(done -> new Next.Page(sent.visit().links().job(id) + "?done=signal"))
                    .orElse(Next.GONE);
        } catch (SignalRejectedException rejected) {
            return new Next.Refusal(
                    409,
                    "The job does not take the signal",
                    "Nothing was changed: " + rejected.getMessage() + ".");
        } catch (PayloadException | IllegalArgumentException wrong) {
            return wrong("This signal cannot be sent", wrong);
        }
    }

    private static Next wrong(String title, Exception wrong) {
        return new Next.Refusal(400, title, "Nothing was changed: " + wrong.getMessage() + ".");
    }

    private Next actOnQueue(String verb, Sent sent) {
        String queue = sent.query("queue");
        try {
            return actions.onQueue(verb, queue, sent.field(REASON), sent.user(), sent.address())
                    .<Next>map(changed -> queuePage(queue, verb, sent))
                    .orElse(Next.GONE);
        } catch (IllegalArgumentException reasonMissing) {
            return wrong("A reason is needed", reasonMissing);
        }
    }

    private static Next queuePage(String queue, String done, Sent sent) {
        return new Next.Page(sent.visit().links().queue(queue) + "&done=" + done);
    }

    private Next limit(Sent sent) {
        String queue = sent.query("queue");
        try {
            return actions.limit(
                            queue,
                            now -> LimitsForm.read(sent.form(), now.order()),
                            LimitsForm.routing(sent.form()),
                            sent.user(),
                            sent.address())
                    .map(changed -> queuePage(queue, changed ? "limit" : "same", sent))
                    .orElse(Next.GONE);
        } catch (IllegalArgumentException impossible) {
            return wrong("These limits are not possible", impossible);
        }
    }

    private Next actOnRecurring(String verb, Sent sent) {
        try {
            return actions.onRecurring(
                            verb, sent.query("id"), sent.field(REASON), sent.user(), sent.address())
                    .<Next>map(changed ->
                            new Next.Page(
                                    sent.visit().links().to(new PageRequest.Recurring())
                                            + "?done="
                                            + (changed ? verb + "-recurring" : "unchanged")))
                    .orElse(Next.GONE);
        } catch (IllegalArgumentException reasonMissing) {
            return wrong("A reason is needed", reasonMissing);
        }
    }

    private Next runRecurring(Sent sent) {
        try {
            return actions.runRecurring(sent.query("id"), sent.user(), sent.address())
                    .<Next>map(run ->
                            new Next.Page(sent.visit().links().job(run) + "?done=run-recurring"))
                    .orElse(Next.GONE);
        } catch (UnknownJobException unknown) {
            return new Next.Refusal(
                    409,
                    "This application does not know the job",
                    "Nothing was submitted: "
                            + unknown.getMessage()
                            + ". A node that has its handler can run it.");
        } catch (IllegalStateException | IllegalArgumentException impossible) {
            return new Next.Refusal(
                    409,
                    "This job cannot be run",
                    "Nothing was submitted: " + impossible.getMessage() + ".");
        }
    }

    private Next cancelBatch(Sent sent) {
        String batch = sent.query("batch");
        try {
            return actions.cancelBatch(batch, sent.user(), sent.address())
                    .map(result ->
                            afterMany(sent.visit().links().batch(batch), "cancel-all", result, 0))
                    .orElse(Next.GONE);
        } catch (JobRejectedException | StoreUnavailableException early) {
            return endedEarly(early);
        }
    }

    private static Next endedEarly(Exception early) {
        return new Next.Refusal(
                503,
                "Not all jobs were reached",
                "Those before were changed, and it can be repeated: " + early.getMessage() + ".",
                true);
    }

    private Next actOnMany(String verb, Sent sent) {
        String meant = withSteps(verb, sent);
        Optional<PageRequest> page = PageRequest.parse("/jobs", sent.query().single());
        // The question was about certain jobs: a filter that means others by now is none of its
        // answers.
        if (page.isEmpty()
                || !(page.get() instanceof PageRequest.JobList list)
                || !list.filter().isExact()) {
            return Next.GONE;
        }
        PageRequest.JobList all = list.withAfter(null);
        try {
            return actions.onMany(meant, all, sent.user(), sent.address())
                    .map(result ->
                            afterMany(sent.visit().links().to(all), meant + "-all", result, 0))
                    .orElse(Next.GONE);
        } catch (JobRejectedException | StoreUnavailableException early) {
            return endedEarly(early);
        }
    }

    private static Next afterMany(String address, String done, ManyResult result, long rest) {
        String and = address.indexOf('?') < 0 ? "?" : "&";
        String what =
                !result.ended()
                        ? "many"
                        : result.jobs() == 0 ? "unchanged" : done + "&count=" + result.jobs();
        boolean some = result.ended() && result.jobs() > 0 && rest > 0;
        return new Next.Page(address + and + "done=" + what + (some ? "&rest=" + rest : ""));
    }

    private Next actOnTicked(String verb, Sent sent) {
        TickedJobs ticked = TickedJobs.read(TickedJobs.joined(sent.fields(TickedJobs.PARAMETER)));
        String mistake = ticked.mistake();
        Optional<JobId> unknown = actions.missing(ticked.ids());
        if (mistake != null || unknown.isPresent()) {
            String why = mistake != null ? mistake : TickedPage.unknown(unknown.orElseThrow());
            return new Next.Refusal(
                    400, "These jobs cannot be acted upon", "Nothing was changed. " + why);
        }
        String meant = withSteps(verb, sent);
        PageRequest list =
                PageRequest.parse("/jobs", sent.query().single()).orElse(PageRequest.JobList.ALL);
        try {
            ManyResult result = actions.onTicked(meant, ticked.ids(), sent.user(), sent.address());
            long rest = ticked.ids().size() - result.jobs();
            return afterMany(sent.visit().links().to(list), meant + "-ticked", result, rest);
        } catch (JobRejectedException | StoreUnavailableException early) {
            return endedEarly(early);
        }
    }

    private static String withSteps(String verb, Sent sent) {
        boolean fresh = verb.equals("retry") && !sent.field("fresh").isEmpty();
        return fresh ? "retry-from-the-start" : verb;
    }

    private Next runDemo(Sent sent) {
        return actions.runDemo(sent.user(), sent.address())
                .<Next>map(id -> new Next.Page(sent.visit().links().job(id)))
                .orElseGet(() ->
                        new Next.Refusal(
                                409,
                                "There is no demo job here",
                                "Nothing was submitted: the application has a job named \""
                                        + DemoJob.NAME
                                        + "\" of its own."));
    }

    private static @Nullable JobId jobId(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }
}
