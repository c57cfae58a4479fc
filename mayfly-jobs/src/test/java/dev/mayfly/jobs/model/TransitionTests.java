package dev.mayfly.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.store.UnknownStateException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class TransitionTests {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant T1 = T0.plusSeconds(1);
    private static final Instant T2 = T0.plusSeconds(2);
    private static final Instant T3 = T0.plusSeconds(3);
    private static final JobId ID = new JobId("a");
    private static final JobError ERROR = new JobError("a.B", "no", "trace");

    private static JobRecord submitted() {
        var envelope =
                new JobEnvelope(
                        ID, "x", "q", 10, "null", JobOptions.DEFAULTS, Map.of(), "here", List.of());
        return JobRecord.submitted(envelope, T0, null);
    }

    private static JobRecord running() {
        return new Transition.Start(ID, 0, T1, "here").applyTo(submitted());
    }

    @Test
    void startsAtTheNextEpochWithAFreshProgress() {
        JobRecord running = running();
        assertThat(running.state()).isEqualTo(JobState.RUNNING);
        assertThat(running.epoch()).isEqualTo(1);
        assertThat(running.attempts()).isEqualTo(1);
        assertThat(running.owner()).isEqualTo("here");
        assertThat(running.startedAt()).isEqualTo(T1);
        assertThat(running.progress()).isEqualTo(Progress.NONE);
    }

    @Test
    void refusesAnotherStateOrEpoch() {
        assertThatThrownBy(() -> new Transition.Start(ID, 1, T1, "here").applyTo(submitted()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Transition.Succeed(ID, 0, T1, "1", Progress.NONE).applyTo(submitted()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Transition.Start(new JobId("b"), 0, T1, "here").accepts(submitted()))
                .isFalse();
    }

    @Test
    void runsNothingAgainThatOnlyLooksAsIfItHadFailed() {
        var redrive = new Transition.Redrive(ID, 1, JobState.FAILED, T3);
        JobRecord failed = failed(ERROR);
        JobError unknown = new JobError(UnknownStateException.class.getName(), "state 15", null);
        JobRecord later = failed(unknown);
        assertThat(failed.isStateKnown()).isTrue();
        assertThat(redrive.accepts(failed)).isTrue();
        assertThat(later.isStateKnown()).isFalse();
        assertThat(redrive.accepts(later)).isFalse();
        assertThatThrownBy(() -> redrive.applyTo(later))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JobRecord failed(JobError error) {
        return new Transition.Fail(ID, 1, T2, error, false, Progress.NONE).applyTo(running());
    }

    @Test
    void keepsTheBarFromGoingBack() {
        JobRecord job =
                new Transition.Report(ID, 1, new Progress(5, 10, "five")).applyTo(running());
        assertThat(
                        new Transition.Report(ID, 1, new Progress(4, 10, "four"))
                                .applyTo(job)
                                .progress())
                .isEqualTo(new Progress(5, 10, "five"));
        assertThat(
                        new Transition.Succeed(ID, 1, T2, "1", new Progress(7, 10, null))
                                .applyTo(job)
                                .progress()
                                .done())
                .isEqualTo(7);
    }

    @Test
    void succeedsWithAHistoryAndWithoutTheFormerError() {
        JobRecord waiting =
                new Transition.Retry(ID, 1, T2, T3, ERROR, false, Progress.NONE).applyTo(running());
        assertThat(waiting.error()).isEqualTo(ERROR);
        assertThat(waiting.dueAt()).isEqualTo(T3);
        assertThat(waiting.owner()).isNull();
        JobRecord ready =
                new Transition.Promote(ID, 1, JobState.AWAITING_RETRY, T3).applyTo(waiting);
        assertThat(ready.dueAt()).isNull();
        JobRecord again = new Transition.Start(ID, 1, T3, "there").applyTo(ready);
        JobRecord done =
                new Transition.Succeed(ID, 2, T3.plusSeconds(1), "7", Progress.NONE).applyTo(again);
        assertThat(done.result()).isEqualTo("7");
        assertThat(done.error()).isNull();
        assertThat(done.finishedAt()).isEqualTo(T3.plusSeconds(1));
        assertThat(done.failures()).isEqualTo(1);
        assertThat(done.history())
                .extracting(Attempt::number, Attempt::outcome, Attempt::duration)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                1, Attempt.Outcome.FAILED, Duration.ofSeconds(1)),
                        org.assertj.core.groups.Tuple.tuple(
                                2, Attempt.Outcome.SUCCEEDED, Duration.ofSeconds(1)));
        assertThat(done.history().getFirst().error()).isEqualTo(new JobError("a.B", "no", null));
    }

    @Test
    void doesNotCountAReleaseAsAFailure() {
        JobRecord released = new Transition.Release(ID, 1, T2, Progress.NONE).applyTo(running());
        assertThat(released.state()).isEqualTo(JobState.READY);
        assertThat(released.failures()).isZero();
        assertThat(released.finishedAt()).isNull();
        assertThat(released.history().getFirst().outcome()).isEqualTo(Attempt.Outcome.RELEASED);
    }

    @Test
    void givesAJobMadeReadyByHandAllItsAttemptsBack() {
        JobRecord failed =
                new Transition.Fail(ID, 1, T2, ERROR, true, Progress.NONE).applyTo(running());
        assertThat(failed.history().getFirst().outcome()).isEqualTo(Attempt.Outcome.TIMED_OUT);
        JobRecord ready = new Transition.Redrive(ID, 1, JobState.FAILED, T3).applyTo(failed);
        assertThat(ready.epoch()).isEqualTo(2);
        assertThat(ready.failures()).isZero();
        assertThat(ready.attempts()).isEqualTo(1);
        assertThat(ready.finishedAt()).isNull();
        assertThat(ready.error()).isEqualTo(ERROR);
    }

    @Test
    void remembersThatACancelWasAskedForUntilMadeReadyByHand() {
        JobRecord asked = new Transition.RequestCancel(ID, 1).applyTo(running());
        assertThat(asked.cancelRequested()).isTrue();
        JobRecord cancelled =
                new Transition.Cancel(ID, 1, JobState.RUNNING, T2, new Progress(1, 2, null))
                        .applyTo(asked);
        assertThat(cancelled.history().getFirst().outcome()).isEqualTo(Attempt.Outcome.CANCELLED);
        assertThat(cancelled.progress().done()).isEqualTo(1);
        assertThat(
                        new Transition.Redrive(ID, 1, JobState.CANCELLED, T3)
                                .applyTo(cancelled)
                                .cancelRequested())
                .isFalse();
    }

    @Test
    void keepsTheNewestFiftyAttempts() {
        JobRecord job = submitted();
        for (int i = 0; i < 60; i++) {
            job = new Transition.Start(ID, job.epoch(), T1, "here").applyTo(job);
            job = new Transition.Release(ID, job.epoch(), T2, Progress.NONE).applyTo(job);
        }
        assertThat(job.attempts()).isEqualTo(60);
        assertThat(job.history()).hasSize(50);
        assertThat(job.history().getFirst().number()).isEqualTo(11);
        assertThat(job.history().getLast().number()).isEqualTo(60);
    }

    @Test
    void refusesStepsThatMakeNoSense() {
        assertThatThrownBy(() -> new Transition.Cancel(ID, 0, JobState.FAILED, T1, null))
                .hasMessageContaining("FAILED cannot be cancelled");
        assertThatThrownBy(() -> new Transition.Promote(ID, 0, JobState.READY, T1))
                .hasMessageContaining("READY waits for no time");
        assertThatThrownBy(() -> new Transition.Redrive(ID, 0, JobState.SUCCEEDED, T1))
                .hasMessageContaining("only FAILED or CANCELLED");
    }
}
