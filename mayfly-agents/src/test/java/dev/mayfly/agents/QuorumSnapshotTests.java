package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.agents.snapshot.QuorumSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Questions to groups, as a picture of the runtime shows them while they are undecided. */
class QuorumSnapshotTests extends AgentFixture {

    @Test
    void aQuestionIsSeenWithItsVotesAndItsAskerUntilItIsDecided() throws Exception {
        Map<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
        List<Voter<String, String>> voters =
                IntStream.rangeClosed(1, 25)
                        .<Voter<String, String>>mapToObj(n -> voter("voter " + n, answers))
                        .toList();
        Quorum<String, String> risk = agents.quorum(voters, Threshold.majority(25)).named("risk");
        assertThat(agents.snapshot().quorums()).isEmpty();

        TaskHandle<QuorumResult<String>> asker =
                scheduler.submit(
                        Scheduler.DEFAULT_QUEUE,
                        TaskOptions.named("committee"),
                        task -> risk.ask("secret question", LONG));
        Awaits.until(() -> answers.size() == 25);
        boolean _ = answers.get("voter 2").complete("yes");
        boolean _ = answers.get("voter 1").complete("no");
        boolean _ = answers.get("voter 3").complete("yes");
        boolean _ = answers.get("voter 4").completeExceptionally(new IllegalStateException());
        Awaits.until(() -> !agents.snapshot().quorums().isEmpty());

        assertSeen(agents.snapshot().quorums().getFirst());
        Awaits.until(() -> asker.reason().contains("quorum risk"));

        answers.values()
                .forEach(answer -> {
                    boolean _ = answer.complete("yes");
                });
        Awaits.until(asker::isDone);
        Awaits.until(() -> agents.snapshot().quorums().isEmpty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> risk.named(" "))
                .withMessage("a quorum is found by its name; \" \" is blank");
    }

    private static void assertSeen(QuorumSnapshot seen) {
        assertThat(seen.name()).isEqualTo("risk");
        assertThat(seen.members()).isEqualTo(25);
        assertThat(seen.needed()).isEqualTo(13);
        assertThat(seen.agreeing())
                .isEqualTo(new QuorumSnapshot.Group(List.of("voter 2", "voter 3"), 2));
        assertThat(seen.dissenting().names()).containsExactly("voter 1");
        assertThat(seen.faulty().names()).containsExactly("voter 4");
        assertThat(seen.awaited().names()).hasSize(20).startsWith("voter 5");
        assertThat(seen.awaited().count()).isEqualTo(21);
        assertThat(seen.waiting()).isTrue();
        assertThat(seen.left()).isPositive().isLessThanOrEqualTo(LONG);
        assertThat(seen.toString()).doesNotContain("secret", "yes");
    }

    @Test
    void questionsThatNobodyWaitsForComeLastAndThoseTakenBackAreGone() throws Exception {
        Map<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
        Quorum<String, String> quorum =
                agents.quorum(List.of(voter("one", answers)), Threshold.of(1, 1));
        List<CompletableFuture<QuorumResult<String>>> questions = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            questions.add(quorum.start("?", LONG));
        }
        TaskHandle<QuorumResult<String>> asker =
                scheduler.spawn(task -> quorum.named("late").ask("?", LONG));
        Awaits.until(() -> agents.snapshot().quorums().getFirst().name().equals("late"));
        assertThat(agents.snapshot().quorums()).hasSize(100);
        assertThat(agents.snapshot().quorums().get(1).waiting()).isFalse();
        assertThat(agents.snapshot().quorums().get(1).name()).isEqualTo("a group of 1");

        questions.forEach(question -> {
            boolean _ = question.cancel(false);
        });
        assertThat(agents.snapshot().quorums()).hasSize(1);
        assertThat(asker.cancel()).isTrue();
        Awaits.until(() -> agents.snapshot().quorums().isEmpty());
    }

    private static Voter<String, String> voter(
            String name, Map<String, CompletableFuture<String>> answers) {
        return new Voter<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<String> ask(String question) {
                return answers.computeIfAbsent(name, key -> new CompletableFuture<>());
            }
        };
    }
}
