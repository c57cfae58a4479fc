package dev.mayfly.agents.primitive.quorum;

import dev.mayfly.agents.primitive.quorum.Quorum.Rules;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Verdict;
import dev.mayfly.agents.snapshot.QuorumSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * One question under way. Answers come on any thread; each is counted under the lock, and what ends
 * the question is completed after the lock is free.
 */
final class Poll<Q, A> {

    /** So many members of each group are named in a picture. */
    private static final int MOST_NAMED = 20;

    private final Asked asked;
    private final Map<String, Voter<Q, A>> members;
    private final Threshold threshold;
    private final Rules<A> rules;
    private final Q question;
    private final CompletableFuture<QuorumResult<A>> result = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order they came. Guarded by {@link #lock}. */
    private final Map<String, A> answers = new LinkedHashMap<>();

    /** Guarded by {@link #lock}. */
    private final Map<String, Throwable> faulty = new LinkedHashMap<>();

    /**
     * Those whose answer, and whose echo where there is one, is awaited. Guarded by {@link #lock}.
     */
    private final Set<String> awaited;

    /** Those whom the end of the question is to be told. Guarded by {@link #lock}. */
    private final Set<String> toBeTold = new HashSet<>();

    /** What was heard, by witness. Guarded by {@link #lock}. */
    private final Map<String, Map<String, A>> echoes = new HashMap<>();

    /** Guarded by {@link #lock}. */
    private boolean over;

    /** The latest; null before anybody answered. Guarded by {@link #lock}. */
    private @Nullable Tally<A> tally;

    /**
     * Who asks, and when.
     *
     * @param name what the group is called
     * @param asker the name of the thread
     * @param waits whether it waits
     * @param since a reading of the clock
     * @param deadline likewise
     */
    record Asked(String name, String asker, boolean waits, long since, long deadline) {}

    Poll(
            Asked asked,
            Map<String, Voter<Q, A>> members,
            Threshold threshold,
            Rules<A> rules,
            Q question) {
        this.asked = asked;
        this.members = members;
        this.threshold = threshold;
        this.rules = rules;
        this.question = question;
        this.awaited = new LinkedHashSet<>(members.keySet());
    }

    CompletableFuture<QuorumResult<A>> result() {
        return result;
    }

    void begin() {
        for (Voter<Q, A> member : members.values()) {
            if (result.isDone()) {
                return; // those that were asked have decided, and the rest need not be
            }
            listen(() -> member.ask(question), (answer, failure) -> told(member, answer, failure));
            if (isOverFor(member)) {
                cancel(member);
            }
        }
    }

    /** Notes that a member was asked; returns true if it is to be cancelled by who asked it. */
    private boolean isOverFor(Voter<Q, A> member) {
        lock.lock();
        try {
            return over ? awaited.contains(member.name()) : !toBeTold.add(member.name());
        } finally {
            lock.unlock();
        }
    }

    /** What a stage that is made here ends with; that it cannot be made is an end, too. */
    private static <T> void listen(
            Asking<T> asking, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        CompletionStage<T> stage;
        try {
            stage = asking.ask();
            if (stage == null) {
                throw new NullPointerException("it returned no stage");
            }
        } catch (Throwable t) { // whatever it is, this member is faulty
            then.accept(null, t);
            return;
        }
        var _ = stage.whenComplete((value, failure) -> then.accept(value, causeOf(failure)));
    }

    private interface Asking<T> {
        @Nullable CompletionStage<T> ask();
    }

    private static @Nullable Throwable causeOf(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    // ---- what comes in

    private void told(Voter<Q, A> member, @Nullable A answer, @Nullable Throwable failure) {
        String name = member.name();
        Throwable fault = failure;
        if (fault == null && answer == null) {
            fault = new NullPointerException("\"" + name + "\" answered with null");
        } else if (answer != null && !isSigned(name, answer)) {
            fault = new IllegalStateException("\"" + name + "\" gave an answer not signed by it");
        }
        boolean echo = rules.witnesses() != null && fault == null;
        Throwable found = fault;
        count(() -> {
            if (found != null) {
                faulty.put(name, found);
            } else if (answer != null) {
                answers.put(name, answer);
            }
            if (!echo) {
                awaited.remove(name);
            }
        });
        if (echo && !result.isDone() && member instanceof EchoVoter<Q, A> witness) {
            listen(() -> witness.echo(question), (heard, f) -> heard(name, heard, f));
        }
    }

    private boolean isSigned(String name, A answer) {
        var signed = rules.signed();
        return signed == null || signed.test(name, answer);
    }

    /** A witness that throws has answered all the same: its answer stands. */
    private void heard(
            String witness, @Nullable Map<String, A> heard, @Nullable Throwable failure) {
        count(() -> {
            awaited.remove(witness);
            echoes.put(witness, heard == null || failure != null ? Map.of() : Map.copyOf(heard));
        });
    }

    private void count(Runnable change) {
        QuorumResult<A> end = null;
        lock.lock();
        try {
            if (!over) {
                change.run();
                end = endIfDecided();
            }
        } finally {
            lock.unlock();
        }
        if (end != null) {
            result.complete(end);
        }
    }

    void timeIsUp() {
        QuorumResult<A> end = null;
        lock.lock();
        try {
            if (!over) {
                over = true;
                end =
                        new Tally<>(members.keySet(), rules, answers, faulty, echoes)
                                .result(Verdict.TIMED_OUT, null);
            }
        } finally {
            lock.unlock();
        }
        if (end != null) {
            result.complete(end);
        }
    }

    // ---- deciding; under the lock

    private @Nullable QuorumResult<A> endIfDecided() {
        var tally = new Tally<>(members.keySet(), rules, answers, faulty, echoes);
        this.tally = tally;
        Object kind = tally.mostCommon();
        int agreeing = tally.count(kind);
        // One that has answered, and whose echo is awaited, has no vote to come.
        int unheard = members.size() - answers.size() - faulty.size();
        if (agreeing >= threshold.agreeing() && echoesSuffice()) {
            over = true;
            return tally.result(Verdict.REACHED, kind);
        }
        if (agreeing + unheard < threshold.agreeing()) {
            over = true;
            return tally.result(Verdict.IMPOSSIBLE, null);
        }
        return null;
    }

    /** All but as many as may lie, who might keep silent; or all that there will be. */
    private boolean echoesSuffice() {
        return rules.witnesses() == null
                || echoes.size() >= members.size() - threshold.faults()
                || awaited.isEmpty();
    }

    // ---- pictures

    Asked asked() {
        return asked;
    }

    /** How it stands; null once it is over. Asks no member, and compares no answers. */
    @Nullable QuorumSnapshot picture(long nanoTime) {
        lock.lock();
        try {
            if (over) {
                return null;
            }
            List<String> agreeing = tally == null ? List.of() : tally.camp(tally.mostCommon());
            Set<String> bad = new LinkedHashSet<>(faulty.keySet());
            if (tally != null) {
                bad.addAll(tally.equivocating());
            }
            Set<String> dissenting = new LinkedHashSet<>(answers.keySet());
            dissenting.removeAll(bad);
            agreeing.forEach(dissenting::remove);
            return new QuorumSnapshot(
                    asked.name(),
                    members.size(),
                    threshold.agreeing(),
                    group(agreeing),
                    group(dissenting),
                    group(bad),
                    group(awaited),
                    asked.asker(),
                    asked.waits(),
                    Duration.ofNanos(Math.max(0, asked.deadline() - nanoTime)));
        } finally {
            lock.unlock();
        }
    }

    private static QuorumSnapshot.Group group(Collection<String> names) {
        return new QuorumSnapshot.Group(names.stream().limit(MOST_NAMED).toList(), names.size());
    }

    // ---- the end

    void cancelRest() {
        Set<String> rest;
        lock.lock();
        try {
            over = true;
            rest = new HashSet<>(awaited);
            rest.retainAll(toBeTold);
        } finally {
            lock.unlock();
        }
        members.forEach((name, member) -> {
            if (rest.contains(name)) {
                cancel(member);
            }
        });
    }

    private void cancel(Voter<Q, A> member) {
        try {
            member.cancel(question);
        } catch (RuntimeException e) { // it is not wanted any more, whatever it says
            return;
        }
    }
}
