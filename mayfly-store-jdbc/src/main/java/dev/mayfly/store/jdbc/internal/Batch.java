package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.store.jdbc.internal.policy.PolicyTable;
import dev.mayfly.store.jdbc.internal.sql.Database;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One transaction of a {@link Writer}. Used once, by its thread.
 *
 * <p>Several steps of one job in a row are one write: a short job goes from ASSIGNED to SUCCEEDED
 * without ever having been RUNNING on disk. A step whose asker knows the job is tried without
 * reading; if the row has another version by now, it is read, and the step judged again.
 */
final class Batch {

    private final Database database;
    private final RunnerTable.Leases leases;
    private final LogTable logs;
    private final PolicyTable policies;
    private final long slot;
    private final boolean inDoubt;
    private final Consumer<List<JobTable.Change>> moves;

    private final CounterTable.Deltas deltas = new CounterTable.Deltas();
    private final List<Runnable> answers = new ArrayList<>();
    private final StepTable steps;
    private final Set<String> readyQueues = new TreeSet<>();
    private final List<JobRecord> added = new ArrayList<>();
    private boolean hardening;
    private boolean committing;

    Batch(
            Database database,
            RunnerTable.Leases leases,
            LogTable logs,
            PolicyTable policies,
            long slot,
            boolean inDoubt,
            Consumer<List<JobTable.Change>> moves) {
        this.database = database;
        this.leases = leases;
        this.logs = logs;
        this.policies = policies;
        this.slot = slot;
        this.inDoubt = inDoubt;
        // What is found to be written already may never have been forced.
        this.hardening = inDoubt;
        this.steps = new StepTable(inDoubt);
        this.moves = moves;
    }

    /** Steps of one job, in order, and what they come to. */
    private static final class Chain {

        private final List<Work.Step> steps = new ArrayList<>();
        private final List<TransitionResult> results = new ArrayList<>();
        private @Nullable JobRecord before;
        private @Nullable JobRecord after;

        /**
         * Judged by the job as it was in the transaction in doubt, and not by what somebody knew.
         */
        private boolean exact;

        /** Written, counters and all, by the commit that was in doubt. */
        private boolean done;

        /** Works out the results for a job as it is, or is thought to be. */
        void judge(@Nullable JobRecord job) {
            results.clear();
            before = job;
            JobRecord now = job;
            for (Work.Step step : steps) {
                if (now != null && step.transition().accepts(now)) {
                    JobRecord next = step.transition().applyTo(now);
                    results.add(new TransitionResult.Applied(now, next));
                    now = next;
                } else {
                    results.add(new TransitionResult.Rejected(now));
                }
            }
            after = now;
        }

        /**
         * Signals that are there already were kept by the commit in doubt: who sends them does not
         * know the job well enough to tell that by its version.
         */
        void findKept(List<SignalRecord> kept) {
            for (int i = 0; i < steps.size(); i++) {
                if (results.get(i) instanceof TransitionResult.Rejected(JobRecord now)
                        && now != null
                        && steps.get(i).transition() instanceof StepTransition.Signal sent
                        && (kept.contains(sent.signal())
                                || kept.contains(sent.signal().asTaken()))) {
                    results.set(i, new TransitionResult.Applied(now, now));
                }
            }
        }

        /** Judges what nobody has looked at yet by what is known of it. */
        void guess() {
            Work.Step first = steps.getFirst();
            JobRecord found = first.found();
            exact = found != null;
            judge(found != null ? found : first.known());
        }

        /** All is written but the commit. */
        void committing() {
            if (changes()) {
                steps.getFirst().found(before);
            }
        }

        /**
         * Whether a commit that is in doubt took place. Only these steps lead to that version this
         * way; and from an end to a later epoch only a redrive does, whoever has the job by now.
         */
        boolean hasLedTo(JobRecord job) {
            JobRecord to = after;
            if (to == null || !changes() || !(exact || allFit())) {
                return false;
            }
            return job.equals(to)
                    || exact
                            && to.state() == JobState.READY
                            && steps.getLast().transition() instanceof Transition.Redrive
                            && job.version() > to.version()
                            && job.epoch() >= to.epoch();
        }

        /** Whether a guess is good enough to be tried: all steps fit. */
        boolean allFit() {
            return results.stream().allMatch(TransitionResult.Applied.class::isInstance);
        }

        boolean changes() {
            return !done && before != after;
        }

        JobTable.Change change() {
            JobRecord from = before;
            JobRecord to = after;
            if (from == null || to == null) {
                throw new IllegalStateException("nothing to change");
            }
            return new JobTable.Change(from, to);
        }
    }

    /** Whether the commit was asked for, so that a failure leaves it in doubt. */
    boolean isCommitting() {
        return committing;
    }

    /** Writes and commits; {@link #tell} comes after. */
    void write(Connection connection, List<Work> group) throws SQLException {
        boolean done = false;
        try {
            sort(connection, group);
            steps.write(connection);
            follow(connection);
            deltas.write(connection, database.dialect(), slot);
            committing = true;
            connection.commit();
            done = true;
            if (hardening) {
                database.dialect().harden(connection);
            }
        } finally {
            if (!done) {
                Database.rollback(connection);
            }
        }
    }

    /** Moves on what waited for the jobs that have ended. */
    private void follow(Connection connection) throws SQLException {
        List<JobTable.Change> moved = Followers.follow(connection, database.dialect(), deltas);
        if (!moved.isEmpty()) {
            answers.add(() -> moves.accept(moved));
        }
    }

    /** Tells those who asked, and those who may take what is ready now. */
    void tell() {
        database.indexes().need(added); // before anybody looks for what was accepted
        database.announce(readyQueues);
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (Throwable t) { // the others have been written too, and must hear of it
                Writer.LOG.log(System.Logger.Level.ERROR, "whoever asked failed at the answer", t);
            }
        }
    }

    private void sort(Connection connection, List<Work> group) throws SQLException {
        var inserts = new ArrayList<Work.Insert>();
        var chains = new TreeMap<JobId, Chain>(); // in order: whoever else locks rows does the same
        var lines = new ArrayList<Work.Line>();
        for (Work work : group) {
            switch (work) {
                case Work.Insert insert -> {
                    if (insert.begin()) {
                        inserts.add(insert);
                    }
                }
                case Work.Step step -> {
                    if (isFenced(step.known())) {
                        answers.add(() -> step.then().accept(new TransitionResult.Rejected(null)));
                    } else {
                        chains.computeIfAbsent(step.id(), id -> new Chain()).steps.add(step);
                    }
                }
                case Work.Line line -> lines.add(line);
                case Work.Barrier barrier -> answers.add(() -> barrier.reached().complete(null));
            }
        }
        insert(connection, inserts);
        step(connection, chains);
        logs.append(connection, lines);
    }

    /** An owner whose lease has run out completes nothing. */
    private boolean isFenced(@Nullable JobRecord known) {
        return known != null && known.incarnation() != 0 && !leases.holds(known.incarnation());
    }

    // ---- adding

    private void insert(Connection connection, List<Work.Insert> inserts) throws SQLException {
        if (inserts.isEmpty()) {
            return;
        }
        hardening = true;
        var jobs = new ArrayList<JobRecord>();
        var ids = new HashSet<JobId>();
        for (Work.Insert insert : inserts) {
            JobId twice = twice(connection, insert, ids);
            if (twice != null) {
                answers.add(() -> insert.fail(new DuplicateJobException(twice)));
            } else {
                if (!inDoubt || !exists(connection, insert.id())) {
                    jobs.addAll(insert.jobs());
                }
                insert.jobs().forEach(job -> ids.add(job.id()));
                answers.add(insert::succeed);
            }
        }
        JobTable.insert(connection, database.dialect(), jobs);
        added.addAll(jobs);
        for (JobRecord job : jobs) {
            deltas.moved(null, job);
            ready(job);
        }
    }

    /** The first id that is there already, or appears twice. */
    private @Nullable JobId twice(Connection connection, Work.Insert insert, Set<JobId> others)
            throws SQLException {
        var own = new HashSet<JobId>();
        for (JobRecord job : insert.jobs()) {
            if (!own.add(job.id()) || others.contains(job.id())) {
                return job.id();
            }
        }
        return insert.isSuspect() && !inDoubt ? firstKnown(connection, insert) : null;
    }

    private static @Nullable JobId firstKnown(Connection connection, Work.Insert insert)
            throws SQLException {
        for (JobRecord job : insert.jobs()) {
            if (exists(connection, job.id())) {
                return job.id();
            }
        }
        return null;
    }

    static boolean exists(Connection connection, JobId id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM mayfly_job WHERE id = ?")) {
            statement.setString(1, id.value());
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    // ---- steps

    private void step(Connection connection, Map<JobId, Chain> chains) throws SQLException {
        var guesses = new ArrayList<Chain>();
        var unsure = new ArrayList<Chain>();
        for (Chain chain : chains.values()) {
            chain.guess();
            boolean sure = chain.allFit() && !inDoubt;
            (sure ? guesses : unsure).add(chain);
        }
        unsure.addAll(update(connection, guesses));
        while (!unsure.isEmpty()) {
            read(connection, unsure);
            List<Chain> changed = unsure.stream().filter(Chain::changes).toList();
            List<Chain> again = update(connection, changed);
            unsure.retainAll(again); // where rows cannot be locked, somebody was faster
        }
        for (Chain chain : chains.values()) {
            chain.committing();
            answer(chain);
        }
    }

    /** Writes what chains come to; returns those whose rows are not as they thought. */
    private List<Chain> update(Connection connection, List<Chain> chains) throws SQLException {
        var missed = new ArrayList<Chain>();
        if (chains.isEmpty()) {
            return missed;
        }
        boolean[] done = JobTable.update(connection, chains.stream().map(Chain::change).toList());
        for (int i = 0; i < done.length; i++) {
            if (!done[i]) {
                missed.add(chains.get(i));
            }
        }
        return missed;
    }

    private void read(Connection connection, Collection<Chain> chains) throws SQLException {
        String sql = JobTable.select("id = ?") + database.dialect().waiting();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Chain chain : chains) {
                statement.setString(1, chain.steps.getFirst().id().value());
                List<JobRecord> found = JobTable.readJobs(statement);
                JobRecord job = found.isEmpty() ? null : found.getFirst();
                chain.done = inDoubt && job != null && chain.hasLedTo(job);
                if (!chain.done) {
                    chain.judge(job);
                    if (inDoubt) {
                        chain.findKept(StepTable.signals(connection, chain.steps.getFirst().id()));
                    }
                }
            }
        }
    }

    private void answer(Chain chain) {
        for (int i = 0; i < chain.results.size(); i++) {
            TransitionResult result = chain.results.get(i);
            Work.Step step = chain.steps.get(i);
            if (!chain.done
                    && result instanceof TransitionResult.Applied(JobRecord before, JobRecord after)
                    && before != after) {
                deltas.moved(before, after);
                ready(after);
                freed(before, after);
                hardening |=
                        after.state() != JobState.RUNNING
                                || step.transition() instanceof StepTransition;
                steps.note(step.transition(), after);
                if (step.transition() instanceof StepTransition.AwaitSignal) {
                    // The attempt may go on elsewhere.
                    answers.add(() -> logs.forget(step.id(), before.attempts()));
                }
            }
            answers.add(() -> step.then().accept(result));
        }
    }

    /** Where a policy counts jobs, another node may take one in place of this. */
    private void freed(JobRecord before, JobRecord after) {
        if (before.owner() != null && after.owner() == null && policies.restricts(after.queue())) {
            readyQueues.add(after.queue());
        }
    }

    private void ready(JobRecord job) {
        if (job.state() == JobState.READY) {
            readyQueues.add(job.queue());
        }
    }
}
