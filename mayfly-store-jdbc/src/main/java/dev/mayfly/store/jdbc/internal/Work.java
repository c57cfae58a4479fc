package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.store.jdbc.internal.sql.Outage;
import dev.mayfly.store.jdbc.internal.sql.Refusal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What a {@link Writer} is to do. */
sealed interface Work {

    /** Which job it is about: work on one job goes to one writer. */
    JobId id();

    /** What it would put in columns, to find the one that is refused. */
    List<Refusal.Value> values();

    /** It cannot be done, ever. */
    void fail(RuntimeException failure);

    /** Adds jobs, all or none. Safe for use by any thread. */
    final class Insert implements Work {

        private enum State {
            /** Nobody has begun. */
            WAITS,
            /** A writer is at it, and the database may have it. */
            UNDER_WAY,
            /** Whoever asked for it has given up before. */
            GIVEN_UP
        }

        private final List<JobRecord> jobs;
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITS);

        /** The writer's own. */
        private boolean suspect;

        Insert(List<JobRecord> jobs) {
            this.jobs = jobs;
        }

        @Override
        public JobId id() {
            return jobs.getFirst().id();
        }

        List<JobRecord> jobs() {
            return jobs;
        }

        @Override
        public List<Refusal.Value> values() {
            return jobs.stream().flatMap(job -> JobTable.texts(job).stream()).toList();
        }

        /** Whether it is to be done still; from now on nobody can give it up. */
        boolean begin() {
            return state.compareAndSet(State.WAITS, State.UNDER_WAY)
                    || state.get() == State.UNDER_WAY;
        }

        /** Whether an id may be there already; only then it is worth a look. */
        boolean isSuspect() {
            return suspect;
        }

        /** The database has refused it. */
        void suspect() {
            suspect = true;
        }

        /** It has certainly not been done, and waits again. */
        void putOff() {
            state.compareAndSet(State.UNDER_WAY, State.WAITS);
        }

        void succeed() {
            done.complete(null);
        }

        @Override
        public void fail(RuntimeException failure) {
            done.completeExceptionally(failure);
        }

        /** Waits until it is done, for as long as there is hope. */
        void await(Duration patience, Outage outage) {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
                        return;
                    } catch (InterruptedException e) {
                        interrupted =
                                true; // it may have been done: the answer is worth waiting for
                    } catch (TimeoutException e) {
                        giveUp(patience, outage);
                    } catch (java.util.concurrent.ExecutionException e) {
                        throw e.getCause() instanceof RuntimeException cause
                                ? cause
                                : new CompletionException(e.getCause());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void giveUp(Duration patience, Outage outage) {
            Throwable cause = outage.cause();
            if (cause == null) {
                return; // it is slow, but it answers
            }
            boolean sure = state.compareAndSet(State.WAITS, State.GIVEN_UP);
            throw new StoreUnavailableException(
                    "the job store has not answered for "
                            + patience
                            + ": "
                            + cause.getMessage()
                            + (sure
                                    ? "; nothing was accepted"
                                    : "; it is not known whether "
                                            + jobs.size()
                                            + " jobs from "
                                            + id()
                                            + " on were accepted"),
                    cause);
        }
    }

    /** Takes a step. */
    final class Step implements Work {

        private final Transition transition;
        private final @Nullable JobRecord known;
        private final Consumer<TransitionResult> then;
        private final Consumer<RuntimeException> failed;

        /** The writer's own. */
        private @Nullable JobRecord found;

        Step(
                Transition transition,
                @Nullable JobRecord known,
                Consumer<TransitionResult> then,
                Consumer<RuntimeException> failed) {
            this.transition = transition;
            this.known = known;
            this.then = then;
            this.failed = failed;
        }

        @Override
        public JobId id() {
            return transition.id();
        }

        Transition transition() {
            return transition;
        }

        /** The job as whoever asks knows it. */
        @Nullable JobRecord known() {
            return known;
        }

        Consumer<TransitionResult> then() {
            return then;
        }

        /**
         * The job as the latest transaction that came as far as its commit has found it before this
         * step and those that were taken with it; null if none has come so far.
         */
        @Nullable JobRecord found() {
            return found;
        }

        void found(@Nullable JobRecord before) {
            found = before;
        }

        @Override
        public List<Refusal.Value> values() {
            JobRecord before = found != null ? found : known;
            return before == null || !transition.accepts(before)
                    ? List.of()
                    : JobTable.texts(transition.applyTo(before));
        }

        @Override
        public void fail(RuntimeException failure) {
            failed.accept(failure);
        }
    }

    /** Adds a line to a log; nobody waits for it. */
    record Line(JobId id, int attempt, Instant at, String text) implements Work {
        @Override
        public List<Refusal.Value> values() {
            return List.of(new Refusal.Value("the log of job " + id, "text", text));
        }

        @Override
        public void fail(RuntimeException failure) {
            Writer.LOG.log(
                    System.Logger.Level.WARNING, "a log line of job " + id + " is lost", failure);
        }
    }

    /** Tells when all before it is done. */
    record Barrier(JobId id, CompletableFuture<@Nullable Void> reached) implements Work {
        @Override
        public List<Refusal.Value> values() {
            return List.of();
        }

        @Override
        public void fail(RuntimeException failure) {
            reached.completeExceptionally(failure);
        }
    }
}
