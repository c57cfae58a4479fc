package dev.mayfly.agents.primitive.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.Together;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Dispute;
import dev.mayfly.agents.primitive.quorum.QuorumResult.Verdict;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.sim.SimulationContext;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

@Timeout(120)
class QuorumTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** What happens in one simulation. */
    private interface Story {
        void tell(SimulationContext sim, Surroundings surroundings) throws Exception;
    }

    private static void simulate(Story story) {
        Simulation.withSeed(1)
                .run(sim -> {
                    try (var surroundings = new Surroundings(sim.scheduler())) {
                        story.tell(sim, surroundings);
                    }
                });
    }

    private static QuorumResult<String> ask(SimulationContext sim, Quorum<String, String> quorum) {
        TaskHandle<QuorumResult<String>> task =
                sim.scheduler().spawn(t -> quorum.ask("buy?", SECOND));
        return sim.await(task).get();
    }

    // ---- thresholds

    @Test
    void thresholdsAreAsStated() {
        assertThat(agreeing(Threshold::majority, 1, 2, 3, 4, 5, 10))
                .containsExactly(1, 2, 2, 3, 3, 6);
        assertThat(agreeing(Threshold::superMajority, 1, 2, 3, 4, 6, 7, 10))
                .containsExactly(1, 2, 2, 3, 4, 5, 7);
        assertThat(agreeing(Threshold::byzantine, 4, 5, 6, 7, 10, 13))
                .containsExactly(3, 4, 4, 5, 7, 9);
        for (int n = 4; n < 200; n++) {
            Threshold t = Threshold.byzantine(n);
            assertThat(2 * t.agreeing() - n).as("in common").isGreaterThan(t.faults());
            assertThat(t.agreeing()).as("without the liars").isLessThanOrEqualTo(n - t.faults());
            assertThat(3 * t.faults()).isLessThan(n);
        }
    }

    private static List<Integer> agreeing(IntFunction<Threshold> threshold, int... members) {
        return Arrays.stream(members).mapToObj(n -> threshold.apply(n).agreeing()).toList();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Threshold.of(5, 0))
                .withMessage("0 of 5 members cannot agree; choose a threshold of 1 to 5");
        assertThatIllegalArgumentException().isThrownBy(() -> Threshold.of(5, 6));
        assertThatIllegalArgumentException().isThrownBy(() -> Threshold.of(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Threshold(5, 3, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Threshold.byzantine(3))
                .withMessageContaining("3 members cannot bear a liar");
        simulate((sim, surroundings) -> {
            List<Member> five = Member.group(surroundings, 5, "yes");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Quorum<>(surroundings, five, Threshold.majority(4)))
                    .withMessageContaining("the threshold is 3 of 4, and there are 5 members");
            List<Member> twice = List.of(five.get(0), five.get(0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Quorum<>(surroundings, twice, Threshold.majority(2)))
                    .withMessageContaining("two members are called \"m0\"");
            var quorum = new Quorum<>(surroundings, five, Threshold.majority(5));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> quorum.ask("buy?", Duration.ZERO));
            assertThatIllegalArgumentException().isThrownBy(() -> quorum.withEcho(3));
            List<Voter<String, String>> plain = List.of(voter("a", new CompletableFuture<>()));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> new Quorum<>(surroundings, plain, Threshold.of(1, 1)).withEcho(0))
                    .withMessageContaining("\"a\" is a");
        });
    }

    private static Voter<String, String> voter(String name, CompletionStage<String> answer) {
        return new Voter<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<String> ask(String question) {
                return answer;
            }
        };
    }

    // ---- one round

    @Test
    void decidesAsSoonAsEnoughAgreeAndCancelsTheRest() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 5, "yes");
            members.get(3).after(HOUR);
            members.get(4).after(HOUR);
            var quorum = new Quorum<>(surroundings, members, Threshold.majority(5));

            long begin = sim.clock().nanoTime();
            QuorumResult<String> result = ask(sim, quorum);

            assertThat(sim.clock().nanoTime() - begin).isEqualTo(1_000_000);
            assertThat(result.isReached()).isTrue();
            assertThat(result.decision()).contains("yes");
            assertThat(result.agreeing()).containsOnlyKeys("m0", "m1", "m2");
            assertThat(result.late()).containsExactly("m3", "m4");
            assertThat(members.get(4).cancelled).containsExactly("buy?");
            assertThat(members.get(0).cancelled).isEmpty();
        });
    }

    @Test
    void saysWhatBecameOfEach() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 5, "yes");
            members.set(0, Member.dissenting(members.get(0), "no"));
            members.get(1).throwing();
            members.get(2).silent();
            var quorum = new Quorum<>(surroundings, members, Threshold.of(5, 3));

            long begin = sim.clock().nanoTime();
            QuorumResult<String> result = ask(sim, quorum);

            assertThat(sim.clock().nanoTime() - begin).isEqualTo(SECOND.toNanos());
            assertThat(result.verdict()).isEqualTo(Verdict.TIMED_OUT);
            assertThat(result.decision()).isEmpty();
            assertThat(result.dissenting())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("m0", "no", "m3", "yes", "m4", "yes"));
            assertThat(result.faulty().get("m1")).hasMessage("m1 is out of order");
            assertThat(result.late()).containsExactly("m2");
            assertThat(members.get(2).cancelled).hasSize(1);
        });
    }

    @Test
    void givesUpWhenTooFewAreLeft() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 5, "yes");
            members.get(0).throwing();
            members.get(1).throwing();
            members.set(2, Member.dissenting(members.get(2), "no"));
            members.get(4).after(HOUR);
            var quorum = new Quorum<>(surroundings, members, Threshold.majority(5));

            long begin = sim.clock().nanoTime();
            QuorumResult<String> result = ask(sim, quorum);

            assertThat(result.verdict()).isEqualTo(Verdict.IMPOSSIBLE);
            assertThat(sim.clock().nanoTime() - begin).isEqualTo(1_000_000);
            assertThat(members.get(4).cancelled).hasSize(1);
        });
    }

    @Test
    void agreementIsBySomeClassIfSo() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 3, "Yes");
            members.set(0, Member.dissenting(members.get(0), "yes"));
            members.set(1, Member.dissenting(members.get(1), "no"));
            var quorum = new Quorum<>(surroundings, members, Threshold.majority(3));

            assertThat(ask(sim, quorum).verdict()).isEqualTo(Verdict.IMPOSSIBLE);
            QuorumResult<String> result =
                    ask(sim, quorum.agreeingBy(answer -> answer.charAt(0) | 0x20));
            assertThat(result.decision()).contains("yes");
            assertThat(result.agreeing()).containsEntry("m2", "Yes");
        });
    }

    @Test
    void theTimeIsUpAtTheMomentAndNotBefore() {
        for (long early : new long[] {1, 0}) {
            simulate((sim, surroundings) -> {
                List<Member> members = Member.group(surroundings, 1, "yes");
                members.getFirst().after(SECOND.minusNanos(early).plusNanos(1 - early));
                var quorum = new Quorum<>(surroundings, members, Threshold.of(1, 1));
                assertThat(ask(sim, quorum).isReached()).isEqualTo(early == 1);
            });
        }
    }

    @Test
    void aStageThatFailsOrIsNoneIsAFault() {
        simulate((sim, surroundings) -> {
            var cause = new IllegalStateException("down");
            CompletableFuture<String> dependent =
                    CompletableFuture.<String>failedFuture(cause).thenApply(a -> a);
            CompletableFuture<String> nothing = CompletableFuture.completedFuture(null);
            var quorum =
                    new Quorum<>(
                            surroundings,
                            List.of(
                                    voter("a", dependent),
                                    voter("b", nothing),
                                    voter("c", none()),
                                    voter("d", CompletableFuture.completedFuture("yes"))),
                            Threshold.of(4, 1));
            QuorumResult<String> result = ask(sim, quorum);
            assertThat(result.decision()).contains("yes");
            assertThat(result.faulty()).containsOnlyKeys("a", "b", "c").containsEntry("a", cause);
        });
    }

    private static CompletionStage<String> none() {
        return new AtomicReference<CompletionStage<String>>().get();
    }

    @Test
    void whoeverCancelsTheQuestionCancelsTheMembers() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 3, "yes");
            members.forEach(Member::silent);
            var quorum = new Quorum<>(surroundings, members, Threshold.majority(3));
            TaskHandle<?> task = sim.scheduler().spawn(t -> quorum.ask("buy?", HOUR));
            sim.runFor(SECOND);
            assertThat(task.reason().toString()).contains("2 that agree");

            task.cancel();
            assertThat(sim.await(task)).isInstanceOf(JoinResult.Cancelled.class);
            assertThat(members).allMatch(member -> member.cancelled.size() == 1);

            quorum.start("sell?", HOUR).cancel(false);
            assertThat(members).allMatch(member -> member.cancelled.contains("sell?"));
        });
    }

    // ---- with an echo

    @Test
    void oneThatTellsDifferentThingsIsFoundAndNamed() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 4, "yes");
            members.get(3).telling("m0", "no").telling("m1", "no");
            var quorum = new Quorum<>(surroundings, members, Threshold.byzantine(4)).withEcho(1);

            QuorumResult<String> result = ask(sim, quorum);

            assertThat(result.equivocating()).containsExactly("m3");
            assertThat(result.decision()).contains("yes");
            assertThat(result.agreeing()).containsOnlyKeys("m0", "m1", "m2");
            assertThat(result.disputes()).isEmpty();
        });
    }

    @Test
    void withoutAnEchoItIsNot() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 4, "yes");
            members.get(0).telling("m1", "no").telling("m2", "no");
            var quorum = new Quorum<>(surroundings, members, Threshold.byzantine(4));
            assertThat(ask(sim, quorum).equivocating()).isEmpty();
        });
    }

    @Test
    void aLiarCannotHaveAnHonestOneConvicted() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 4, "yes");
            members.get(0).hearing("m1", "no").hearing("m2", "no");
            var quorum = new Quorum<>(surroundings, members, Threshold.byzantine(4)).withEcho(1);

            QuorumResult<String> result = ask(sim, quorum);

            assertThat(result.isReached()).isTrue();
            assertThat(result.equivocating()).isEmpty();
            assertThat(result.disputes())
                    .containsExactlyInAnyOrder(new Dispute("m1", "m0"), new Dispute("m2", "m0"));
        });
    }

    @Test
    void oneThatContradictsItselfIsConvictedByItself() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 4, "yes");
            members.get(2).hearing("m2", "no");
            var quorum = new Quorum<>(surroundings, members, Threshold.byzantine(4)).withEcho(1);
            assertThat(ask(sim, quorum).equivocating()).containsExactly("m2");
        });
    }

    @Test
    void whereAnswersAreSignedOneReportIsEnoughAndAForgedOneIsNone() {
        simulate((sim, surroundings) -> {
            List<Member> members = new ArrayList<>(Member.group(surroundings, 4, "yes"));
            for (int i = 0; i < 4; i++) {
                members.set(i, Member.dissenting(members.get(i), "yes by m" + i));
            }
            members.get(0).hearing("m1", "no by m1").hearing("m2", "no by somebody");
            var quorum =
                    new Quorum<>(surroundings, members, Threshold.byzantine(4))
                            .withEcho(1)
                            .agreeingBy(answer -> answer.startsWith("yes"))
                            .withSignatures((name, answer) -> answer.endsWith("by " + name));

            QuorumResult<String> result = ask(sim, quorum);

            assertThat(result.equivocating()).containsExactly("m1");
            assertThat(result.disputes()).isEmpty();
            assertThat(result.agreeing()).containsOnlyKeys("m0", "m2", "m3");

            members.set(3, Member.dissenting(members.get(3), "yes by m0"));
            var forged =
                    new Quorum<>(surroundings, members, Threshold.of(4, 4))
                            .agreeingBy(answer -> answer.startsWith("yes"))
                            .withSignatures((name, answer) -> answer.endsWith("by " + name));
            assertThat(ask(sim, forged).faulty().get("m3"))
                    .hasMessageContaining("not signed by it");
        });
    }

    @Test
    void asManyAsMayLieMayKeepSilent() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 4, "yes");
            members.get(3).deaf();
            var quorum = new Quorum<>(surroundings, members, Threshold.byzantine(4)).withEcho(1);
            long begin = sim.clock().nanoTime();
            assertThat(ask(sim, quorum).isReached()).isTrue();
            assertThat(sim.clock().nanoTime() - begin).isEqualTo(2_000_000);

            members.get(2).deaf();
            assertThat(ask(sim, quorum).verdict()).isEqualTo(Verdict.TIMED_OUT);
        });
    }

    // ---- many

    /**
     * Whatever up to f members do, no two groups decide differently, and the honest are not blamed.
     */
    @Test
    void tenWithThreeLiarsAreOfOneMind() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            Simulation.withSeed(seed)
                    .shuffled()
                    .run(sim -> {
                        try (var surroundings = new Surroundings(sim.scheduler())) {
                            List<Member> members = Member.group(surroundings, 10, "yes");
                            members.forEach(m -> m.after(Duration.ofMillis(random.nextInt(1, 50))));
                            Set<String> liars = corrupt(members, random);
                            var quorum =
                                    new Quorum<>(surroundings, members, Threshold.byzantine(10))
                                            .withEcho(3);
                            QuorumResult<String> result = ask(sim, quorum);
                            assertThat(result.decision()).contains("yes");
                            assertThat(liars).containsAll(result.equivocating());
                            checkEachOnce(result, members);
                        }
                    });
        }
    }

    private static Set<String> corrupt(List<Member> members, SplittableRandom random) {
        Set<String> liars = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            int which = random.nextInt(10);
            Member member = members.get(which);
            liars.add(member.name());
            switch (random.nextInt(6)) {
                case 0 -> member.throwing();
                case 1 -> member.silent();
                case 2 -> member.after(HOUR);
                case 3 -> member.deaf();
                case 4 -> members.forEach(m -> member.telling(m.name(), "no"));
                default -> members.forEach(m -> member.hearing(m.name(), "no"));
            }
        }
        return liars;
    }

    private static void checkEachOnce(QuorumResult<?> result, List<Member> members) {
        List<String> all = new ArrayList<>(result.agreeing().keySet());
        all.addAll(result.dissenting().keySet());
        all.addAll(result.faulty().keySet());
        all.addAll(result.equivocating());
        all.addAll(result.late());
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(members.stream().map(Member::name).toList());
    }

    @Test
    void answersFromManyThreadsDecideOnce() throws Exception {
        try (Scheduler scheduler = Scheduler.builder().build();
                var surroundings = new Surroundings(scheduler)) {
            for (int round = 0; round < 300; round++) {
                var futures = new ArrayList<CompletableFuture<String>>();
                var voters = new ArrayList<Voter<String, String>>();
                for (int i = 0; i < 5; i++) {
                    futures.add(new CompletableFuture<>());
                    voters.add(voter("v" + i, futures.get(i)));
                }
                var ends = new AtomicInteger();
                CompletableFuture<QuorumResult<String>> result =
                        new Quorum<>(surroundings, voters, Threshold.majority(5))
                                .start("buy?", HOUR);
                var _ = result.thenRun(ends::incrementAndGet);
                List<Together.Body> bodies = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    String answer = i < 3 ? "yes" : "no";
                    CompletableFuture<String> future = futures.get(i);
                    bodies.add(() -> future.complete(answer));
                }
                Together.run(bodies);
                assertThat(result.join().decision()).contains("yes");
                assertThat(result.join().agreeing()).containsOnlyKeys("v0", "v1", "v2");
                assertThat(ends).hasValue(1);
            }
        }
    }

    // ---- planted

    /**
     * Planted: a threshold of a majority, with which three liars of ten can bring two decisions
     * about.
     */
    @Test
    void aThresholdTooLowForItsLiarsIsFoundOut() {
        assertThatThrownBy(
                        () -> {
                            Threshold planted = new Threshold(10, 6, 3);
                            assertThat(2 * planted.agreeing() - 10)
                                    .as("in common")
                                    .isGreaterThan(planted.faults());
                        })
                .isInstanceOf(AssertionError.class);
    }

    /** Planted: a witness is believed at once, so that a liar has honest members convicted. */
    @Test
    void aQuorumThatBelievesOneWitnessIsFoundOut() {
        simulate((sim, surroundings) -> {
            List<Member> members = Member.group(surroundings, 4, "yes");
            members.get(0).hearing("m1", "no");
            var credulous = new Quorum<>(surroundings, members, Threshold.byzantine(4)).withEcho(0);
            QuorumResult<String> result = ask(sim, credulous);
            assertThatThrownBy(() -> assertThat(Set.of("m0")).containsAll(result.equivocating()))
                    .isInstanceOf(AssertionError.class);
        });
    }
}
