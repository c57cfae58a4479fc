package dev.mayfly.jobs.model;

import dev.mayfly.jobs.model.step.StepRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The next record of a job while it is being put together. Lives on one thread's stack. */
final class RecordDraft {

    private final JobRecord before;
    private JobEnvelope envelope;

    JobState state;
    private int attempts;
    private int failures;
    private long epoch;
    private final long version;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private Instant changedAt;
    private @Nullable Instant dueAt;
    private @Nullable String owner;
    private long incarnation;
    private boolean cancelRequested;
    private @Nullable String result;
    private @Nullable JobError error;
    private Progress progress;
    private List<Attempt> history;
    private @Nullable String waitingFor;
    private long signals;

    RecordDraft(JobRecord before) {
        this.before = before;
        envelope = before.envelope();
        state = before.state();
        attempts = before.attempts();
        failures = before.failures();
        epoch = before.epoch();
        version = before.version() + 1;
        startedAt = before.startedAt();
        finishedAt = before.finishedAt();
        changedAt = before.changedAt();
        dueAt = before.dueAt();
        owner = before.owner();
        incarnation = before.incarnation();
        cancelRequested = before.cancelRequested();
        result = before.result();
        error = before.error();
        progress = before.progress();
        history = before.history();
        waitingFor = before.waitingFor();
        signals = before.signals();
    }

    void change(Transition step) {
        switch (step) {
            case Transition.Assign assign -> assign(assign);
            case Transition.Start start -> start(start);
            case Transition.Report report -> advance(report.progress());
            case Transition.RequestCancel ask -> cancelRequested = true;
            case Transition.Succeed done -> {
                result = done.result();
                error = null;
                end(done.at(), Attempt.Outcome.SUCCEEDED, null, done.progress());
                finishedAt = done.at();
            }
            case Transition.Retry retry -> {
                fail(retry.at(), retry.error(), retry.timedOut(), retry.progress());
                dueAt = retry.dueAt();
            }
            case Transition.Fail fail -> {
                fail(fail.at(), fail.error(), fail.timedOut(), fail.progress());
                finishedAt = fail.at();
            }
            case Transition.Release release -> release(release);
            case Transition.Recover recover -> recover(recover);
            case Transition.Cancel cancel -> cancel(cancel);
            case Transition.Promote promote -> {
                dueAt = null;
                changedAt = promote.at();
            }
            case Transition.Redrive redrive -> redrive(redrive);
            case StepTransition other -> decide(other);
            case PolicyTransition policy -> change(policy);
        }
        if (state.isTerminal()) {
            waitingFor = null;
        }
    }

    private void decide(StepTransition step) {
        switch (step) {
            case StepTransition.Decide decided -> {
                if (decided.step().kind() != StepRecord.Kind.STEP) {
                    waitingFor = null;
                }
            }
            case StepTransition.AwaitSignal wait -> await(wait);
            case StepTransition.Signal sent -> {
                signals++;
                if (state == JobState.AWAITING_SIGNAL && sent.signal().name().equals(waitingFor)) {
                    state = JobState.READY;
                    changedAt = sent.signal().at();
                    dueAt = null;
                    waitingFor = null;
                }
            }
        }
    }

    private void await(StepTransition.AwaitSignal wait) {
        if (cancelRequested) {
            state = JobState.CANCELLED;
            end(wait.at(), Attempt.Outcome.CANCELLED, null, wait.progress());
            finishedAt = wait.at();
            return;
        }
        advance(wait.progress());
        disown(wait.at());
        attempts--; // the next start goes on with this one
        if (signals == wait.seen()) {
            dueAt = wait.dueAt();
            waitingFor = wait.signal();
        } else {
            state = JobState.READY;
            waitingFor = null;
        }
    }

    private void change(PolicyTransition step) {
        switch (step) {
            case PolicyTransition.Renew renew -> renew(renew);
            case PolicyTransition.Dismiss dismiss -> {
                disown(dismiss.at());
                dueAt = null;
                finishedAt = dismiss.at();
                error = new JobError(PolicyTransition.Dismiss.ERROR_TYPE, dismiss.reason(), null);
            }
            case PolicyTransition.Unblock unblock -> {
                changedAt = unblock.at();
                dueAt = unblock.to() == JobState.SCHEDULED ? dueAt : null;
            }
        }
    }

    private void assign(Transition.Assign assign) {
        epoch++;
        changedAt = assign.at();
        dueAt = null;
        owner = assign.owner();
        incarnation = assign.incarnation();
    }

    private void start(Transition.Start start) {
        if (start.from() == JobState.READY) {
            epoch++;
            owner = start.owner();
        }
        attempts++;
        startedAt = start.at();
        changedAt = start.at();
        progress = Progress.NONE;
    }

    private void release(Transition.Release release) {
        if (release.from() == JobState.RUNNING) {
            end(release.at(), Attempt.Outcome.RELEASED, null, release.progress());
        }
        disown(release.at());
    }

    private void recover(Transition.Recover recover) {
        epoch++;
        if (recover.from() == JobState.RUNNING) {
            end(recover.at(), Attempt.Outcome.LOST, null, progress);
        }
        disown(recover.at());
    }

    private void disown(Instant at) {
        owner = null;
        incarnation = 0;
        changedAt = at;
    }

    private void cancel(Transition.Cancel cancel) {
        if (cancel.from() == JobState.RUNNING) {
            Progress last = cancel.progress();
            end(cancel.at(), Attempt.Outcome.CANCELLED, null, last == null ? progress : last);
        }
        disown(cancel.at());
        dueAt = null;
        finishedAt = cancel.at();
    }

    private void renew(PolicyTransition.Renew renew) {
        if (renew.from() == JobState.ASSIGNED) {
            epoch++;
        }
        disown(renew.at());
        failures = 0;
        envelope = envelope.withPayload(renew.payload());
        if (renew.dueAt() != null) {
            dueAt = renew.dueAt();
        }
    }

    private void redrive(Transition.Redrive redrive) {
        epoch++;
        failures = 0;
        finishedAt = null;
        cancelRequested = false;
        changedAt = redrive.at();
        if (error != null && error.type().equals(PolicyTransition.Dismiss.ERROR_TYPE)) {
            error = null; // it was no failure of its own
        }
    }

    private void fail(Instant at, JobError why, boolean timedOut, Progress last) {
        failures++;
        error = why;
        var outcome = timedOut ? Attempt.Outcome.TIMED_OUT : Attempt.Outcome.FAILED;
        end(at, outcome, why.withoutTrace(), last);
    }

    private void end(
            Instant at, Attempt.Outcome outcome, @Nullable JobError why, Progress lastWord) {
        advance(lastWord);
        disown(at);
        var attempt = new Attempt(attempts, startedAt == null ? at : startedAt, at, outcome, why);
        history = appended(attempt);
    }

    private List<Attempt> appended(Attempt attempt) {
        if (history.isEmpty()) {
            return List.of(attempt);
        }
        int surplus = history.size() + 1 - JobRecord.LONGEST_HISTORY;
        var longer = new ArrayList<>(history.subList(Math.max(0, surplus), history.size()));
        longer.add(attempt);
        return longer;
    }

    /** Reports may overtake each other on their way to the store; the bar must not go back. */
    private void advance(Progress report) {
        if (report.done() >= progress.done()) {
            progress = report;
        }
    }

    JobRecord build() {
        return new JobRecord(
                envelope,
                state,
                attempts,
                failures,
                epoch,
                version,
                before.submittedAt(),
                startedAt,
                finishedAt,
                changedAt,
                dueAt,
                owner,
                incarnation,
                cancelRequested,
                result,
                error,
                progress,
                history,
                waitingFor,
                signals);
    }
}
