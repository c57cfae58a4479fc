package dev.mayfly.agents.primitive.quorum;

import dev.mayfly.agents.internal.outside.Surroundings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Asks a group the same question, and decides as soon as enough of it agree.
 *
 * {@snippet :
 * Quorum<Order, Boolean> risk =
 *         new Quorum<>(surroundings, officers, Threshold.majority(officers.size()));
 * QuorumResult<Boolean> result = risk.ask(order, Duration.ofMillis(100));
 * if (result.decision().orElse(false)) { ... }
 * }
 *
 * <p>All are asked at once, unless the first decide it on the spot. It ends when so many agree as
 * the threshold says, when so few are left that they cannot any more, or when the time is up; the
 * others are cancelled, and the result says of each member what became of it.
 *
 * <p><b>Liars.</b> One that answers wrongly dissents. One that tells different things to different
 * members is found only where members compare: {@linkplain #withEcho(int) with an echo} each is
 * asked, too, what the others told it. A report may be a lie itself, so that a member counts as
 * equivocating only when more members say so than may lie, or it contradicts itself; else there is
 * a {@linkplain QuorumResult#disputes() dispute}. Where answers are {@linkplain #withSignatures
 * signed}, one report is enough. Answers of those that equivocate do not count.
 *
 * <p>Thread rule: immutable, and safe for use by any thread.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Quorum<Q, A> {

    private final Place place;
    private final Map<String, Voter<Q, A>> members;
    private final Threshold threshold;
    private final Rules<A> rules;

    /**
     * Where it is asked.
     *
     * @param surroundings time, and how to wait
     * @param open where its questions are seen
     * @param name what it is called
     * @param reason what those wait for that ask it
     */
    private record Place(
            Surroundings surroundings, OpenQuestions open, String name, String reason) {}

    /**
     * How answers are compared.
     *
     * @param kind answers of one kind agree
     * @param witnesses how many reports convict; null where there is no echo
     * @param signed whether an answer is really that of a member; null where answers are not signed
     */
    record Rules<A>(
            Function<? super A, ?> kind,
            @Nullable Integer witnesses,
            @Nullable BiPredicate<String, ? super A> signed) {

        boolean agree(A one, A other) {
            return Objects.equals(kind.apply(one), kind.apply(other));
        }
    }

    /**
     * A group whose answers agree when they are equal.
     *
     * @param surroundings time, and how to wait
     * @param members each with a name of its own
     * @param threshold for as many members as there are
     * @throws IllegalArgumentException if two members have one name, or their number is not the
     *     threshold's
     */
    public Quorum(
            Surroundings surroundings, List<? extends Voter<Q, A>> members, Threshold threshold) {
        this(surroundings, members, threshold, new OpenQuestions());
    }

    /**
     * A group whose answers agree when they are equal, and whose questions are seen.
     *
     * @param surroundings time, and how to wait
     * @param members each with a name of its own
     * @param threshold for as many members as there are
     * @param open shows what this group, and those made of it, are asked
     * @throws IllegalArgumentException if two members have one name, or their number is not the
     *     threshold's
     */
    public Quorum(
            Surroundings surroundings,
            List<? extends Voter<Q, A>> members,
            Threshold threshold,
            OpenQuestions open) {
        this(
                new Place(
                        Objects.requireNonNull(surroundings, "surroundings"),
                        Objects.requireNonNull(open, "open"),
                        "a group of " + threshold.members(),
                        threshold.agreeing() + " that agree"),
                byName(members, threshold),
                threshold,
                new Rules<>(Function.identity(), null, null));
    }

    private Quorum(
            Place place, Map<String, Voter<Q, A>> members, Threshold threshold, Rules<A> rules) {
        this.place = place;
        this.members = members;
        this.threshold = threshold;
        this.rules = rules;
    }

    private static <Q, A> Map<String, Voter<Q, A>> byName(
            List<? extends Voter<Q, A>> members, Threshold threshold) {
        if (members.size() != threshold.members()) {
            throw new IllegalArgumentException(
                    "the threshold is %d of %d, and there are %d members; make it for as many"
                            .formatted(threshold.agreeing(), threshold.members(), members.size()));
        }
        Map<String, Voter<Q, A>> named = new LinkedHashMap<>();
        for (Voter<Q, A> member : members) {
            if (named.putIfAbsent(member.name(), member) != null) {
                throw new IllegalArgumentException(
                        "two members are called \"%s\"; give each a name of its own"
                                .formatted(member.name()));
            }
        }
        return named;
    }

    /**
     * The same group under a name, by which people find its questions and those that wait for them.
     *
     * @param name any; several groups may have it
     * @return another
     * @throws IllegalArgumentException if the name is blank
     */
    public Quorum<Q, A> named(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "a quorum is found by its name; \"" + name + "\" is blank");
        }
        return new Quorum<>(
                new Place(place.surroundings(), place.open(), name, "quorum " + name),
                members,
                threshold,
                rules);
    }

    /**
     * The same group, whose answers agree when they are of one kind.
     *
     * @param kind tells the kind; must not throw
     * @return another
     */
    public Quorum<Q, A> agreeingBy(Function<? super A, ?> kind) {
        return new Quorum<>(
                place, members, threshold, new Rules<>(kind, rules.witnesses(), rules.signed()));
    }

    /**
     * The same group, whose members are asked in a second round what they heard from each other.
     * Each is asked as soon as it has answered. A decision then waits for the echoes of all members
     * but as many as may lie, since those might never answer.
     *
     * @param faults how many members may lie
     * @return another
     * @throws IllegalArgumentException if a member is no {@link EchoVoter}, or that many can decide
     *     alone
     */
    public Quorum<Q, A> withEcho(int faults) {
        for (Voter<Q, A> member : members.values()) {
            if (!(member instanceof EchoVoter<Q, A>)) {
                throw new IllegalArgumentException(
                        "\"%s\" is a %s; with an echo, each member is an EchoVoter"
                                .formatted(member.name(), member.getClass().getName()));
            }
        }
        return new Quorum<>(
                place,
                members,
                new Threshold(threshold.members(), threshold.agreeing(), faults),
                new Rules<>(rules.kind(), faults + 1, rules.signed()));
    }

    /**
     * The same group, whose answers prove whose they are. One that does not is a fault of the
     * member that gave it, and counts for nothing where another reports it; one that does, and does
     * not agree with what the member told here, convicts it.
     *
     * @param signed whether an answer is that of the member with a name; must not throw
     * @return another
     */
    public Quorum<Q, A> withSignatures(BiPredicate<String, ? super A> signed) {
        return new Quorum<>(
                place, members, threshold, new Rules<>(rules.kind(), rules.witnesses(), signed));
    }

    /**
     * Asks, and waits for what comes of it.
     *
     * @param question what
     * @param timeout by the scheduler's clock
     * @return what came of it
     * @throws IllegalArgumentException if the time is not positive
     * @throws InterruptedException if a thread that is no task is interrupted; the members are
     *     cancelled
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; so are the
     *     members
     */
    public QuorumResult<A> ask(Q question, Duration timeout) throws InterruptedException {
        CompletableFuture<QuorumResult<A>> result = start(question, timeout, true);
        boolean ended = false;
        try {
            ended = place.surroundings().await(place.reason(), result, null);
        } finally {
            if (!ended) {
                result.cancel(false);
            }
        }
        return result.join();
    }

    /**
     * Asks, and does not wait.
     *
     * @param question what
     * @param timeout by the scheduler's clock
     * @return completed with what came of it, never exceptionally; cancelling it cancels the
     *     members
     * @throws IllegalArgumentException if the time is not positive
     */
    public CompletableFuture<QuorumResult<A>> start(Q question, Duration timeout) {
        return start(question, timeout, false);
    }

    private CompletableFuture<QuorumResult<A>> start(Q question, Duration timeout, boolean waits) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "nobody answers within " + timeout + "; give a time of more than zero");
        }
        Surroundings surroundings = place.surroundings();
        long now = surroundings.clock().nanoTime();
        long deadline = surroundings.deadline(timeout);
        var asked =
                new Poll.Asked(
                        place.name(), Thread.currentThread().getName(), waits, now, deadline);
        var poll = new Poll<>(asked, members, threshold, rules, question);
        var timer = surroundings.at(deadline, poll::timeIsUp);
        CompletableFuture<QuorumResult<A>> result = poll.result();
        var _ =
                result.whenComplete((value, failure) -> {
                    boolean _ = timer.cancel();
                    poll.cancelRest();
                });
        poll.begin();
        if (!result.isDone()) {
            place.open().add(poll);
        }
        return result;
    }
}
