package dev.mayfly.errorprone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.BugPattern;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.CompilationUnitTree;

import org.junit.jupiter.api.Test;

/** What is reported. What is not, {@link IdiomTests} say. */
class IsoUsedAfterSendTests {

    private static final String SENT_TWICE =
            """
            a.send(iso);
            // BUG: Diagnostic contains: iso may have been given away in line
            b.send(iso);
            """;

    @Test
    void sendingTwiceIsReported() {
        reports(SENT_TWICE);
    }

    @Test
    void theReportNamesTheLineAndTheFix() {
        reports(
                """
                a.send(iso);
                // BUG: Diagnostic contains: iso may have been given away in line 44, and an Iso is used once: make another one, or where it may still be there ask !iso.isConsumed() first
                iso.take();
                """);
    }

    @Test
    void eachWayOfGivingAwayCounts() {
        reports(
                """
                String content = iso.take();
                // BUG: Diagnostic contains: IsoUsedAfterSend
                iso.handOver();
                Iso<String> second = next();
                second.handOver();
                // BUG: Diagnostic contains: second may
                a.send(second);
                Iso<String> third = next();
                Object envelope = new Envelope(third);
                // BUG: Diagnostic contains: third may
                third.take();
                Iso<String> fourth = next();
                a.sendAll("topic", next(), fourth);
                // BUG: Diagnostic contains: fourth may
                a.sendAll("topic", fourth);
                """);
    }

    @Test
    void eachUseCounts() {
        reports(
                """
                a.send(iso);
                // BUG: Diagnostic contains: iso may
                field = iso;
                // BUG: Diagnostic contains: iso may
                Iso<String> other = iso;
                // BUG: Diagnostic contains: iso may
                List.of(iso);
                // BUG: Diagnostic contains: iso may
                look(iso);
                // BUG: Diagnostic contains: iso may
                new Kept(iso);
                // BUG: Diagnostic contains: iso may
                a.send((Sendable<String>) (iso));
                """);
    }

    @Test
    void aReturnIsAUse() {
        Snippet.compile(
                IsoUsedAfterSend.class,
                "Iso<String>",
                """
                a.send(iso);
                // BUG: Diagnostic contains: iso may
                return iso;
                """);
    }

    @Test
    void passingTheSameTwiceInOneCallIsReported() {
        reports(
                """
                // BUG: Diagnostic contains: iso is given away here more than once
                a.sendAll("topic", iso, iso);
                """);
    }

    @Test
    void takingItForTheCallThatIsPassedItIsReported() {
        reports(
                """
                // BUG: Diagnostic contains: iso may
                a.sendAll(iso.take(), iso);
                """);
    }

    // ---- choices

    @Test
    void whatOneBranchGivesAwayIsPerhapsGone() {
        reports(
                """
                if (chance()) {
                    a.send(iso);
                } else {
                    work();
                }
                // BUG: Diagnostic contains: iso may
                b.send(iso);
                """);
    }

    @Test
    void aConditionThatGivesAwayCounts() {
        reports(
                """
                if (iso.take().isEmpty() && chance()) {
                    // BUG: Diagnostic contains: iso may
                    a.send(iso);
                }
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                """);
    }

    @Test
    void onlyTheOutcomeOfAnAndThatHoldsKnowsBothSides() {
        reports(
                """
                if (chance() || !iso.isConsumed()) {
                    work();
                }
                a.send(iso);
                if (chance() || !iso.isConsumed()) {
                    // BUG: Diagnostic contains: iso may
                    a.send(iso);
                }
                if (!(chance() && iso.isConsumed())) {
                    // BUG: Diagnostic contains: iso may
                    a.send(iso);
                }
                """);
    }

    @Test
    void ofAChoiceBothAreGivenAway() {
        reports(
                """
                Iso<String> other = next();
                a.send(chance() ? iso : other);
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                // BUG: Diagnostic contains: other may
                a.send(other);
                """);
    }

    @Test
    void whatOneCaseGivesAwayIsPerhapsGone() {
        reports(
                """
                switch (answer()) {
                    case Yes(int weight) when weight > 3 -> a.send(iso);
                    case Yes yes -> work();
                    case No no -> {}
                }
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                """);
    }

    @Test
    void aCaseFallsThrough() {
        reports(
                """
                switch (colour()) {
                    case RED:
                        a.send(iso);
                    case GREEN:
                        // BUG: Diagnostic contains: iso may
                        b.send(iso);
                        break;
                    default:
                        work();
                }
                """);
    }

    @Test
    void aSwitchWithAValueGivesAwayToo() {
        reports(
                """
                int weight = switch (answer()) {
                    case Yes yes -> {
                        a.send(iso);
                        yield 1;
                    }
                    case No no -> 0;
                };
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                """);
    }

    @Test
    void aSwitchWhoseGuardGivesAwayLeavesItGoneForTheNextCase() {
        reports(
                """
                switch (answer()) {
                    case Yes yes when iso.take().isEmpty() -> work();
                    // BUG: Diagnostic contains: iso may
                    case Yes yes -> a.send(iso);
                    case No no -> work();
                }
                """);
    }

    // ---- loops

    @Test
    void everyLoopThatGivesTheSameAwayIsReported() {
        reports(
                """
                Iso<String> second = next();
                Iso<String> third = next();
                Iso<String> fourth = next();
                for (Agent<String> agent : agents) {
                    // BUG: Diagnostic contains: iso is given away here more than once
                    agent.send(iso);
                }
                for (int i = 0; i < 3; i++) {
                    // BUG: Diagnostic contains: second is given away here more than once
                    a.send(second);
                }
                while (chance()) {
                    // BUG: Diagnostic contains: third is given away here more than once
                    a.send(third);
                }
                do {
                    // BUG: Diagnostic contains: fourth is given away here more than once
                    a.send(fourth);
                } while (chance());
                """);
    }

    @Test
    void aUseAheadOfTheGivingIsReportedForTheNextTurn() {
        reports(
                """
                for (Agent<String> agent : agents) {
                    // BUG: Diagnostic contains: iso may have been given away in line
                    look(iso);
                    if (chance()) {
                        continue;
                    }
                    // BUG: Diagnostic contains: more than once
                    agent.send(iso);
                }
                """);
    }

    @Test
    void aLoopThatIsLeftByABreakHasGivenItAway() {
        reports(
                """
                outer:
                for (Agent<String> agent : agents) {
                    while (true) {
                        if (chance()) {
                            agent.send(iso);
                            break outer;
                        }
                    }
                }
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                """);
    }

    // ---- exceptions

    @Test
    void whatFailsAfterTheSendingFindsItGone() {
        reports(
                """
                try {
                    a.send(iso);
                    work();
                } catch (Exception e) {
                    // BUG: Diagnostic contains: iso may
                    b.send(iso);
                }
                """);
    }

    @Test
    void aFinallyComesAfterEverything() {
        reports(
                """
                try {
                    work();
                    a.send(iso);
                    return;
                } finally {
                    // BUG: Diagnostic contains: iso may
                    iso.take();
                }
                """);
    }

    @Test
    void whatAFinallyGivesAwayIsGoneBehindIt() {
        reports(
                """
                try {
                    work();
                } finally {
                    a.send(iso);
                }
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                """);
    }

    @Test
    void whatClosesAfterTheSendingMayThrow() {
        reports(
                """
                try (Outcome outcome = a.send(Val.of("a"))) {
                    a.send(iso);
                } catch (IllegalStateException e) {
                    // BUG: Diagnostic contains: iso may
                    b.send(iso);
                }
                """);
    }

    // ---- what runs later

    @Test
    void aLambdaThatCapturesWhatIsGoneIsReported() {
        reports(
                """
                a.send(iso);
                // BUG: Diagnostic contains: iso may
                Runnable later = () -> b.send(iso);
                // BUG: Diagnostic contains: iso may
                Supplier<String> taking = iso::take;
                Runnable blocks = () -> {
                    work2();
                    // BUG: Diagnostic contains: iso may
                    b.send(iso);
                };
                }
                void work2() {
                """);
    }

    @Test
    void whatALambdaGivesAwayIsPerhapsGone() {
        reports(
                """
                Runnable later = () -> b.send(iso);
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                Iso<String> second = next();
                CompletableFuture.supplyAsync(second::take);
                // BUG: Diagnostic contains: second may
                a.send(second);
                Iso<String> third = next();
                Callable<Outcome> block = () -> {
                    if (chance()) {
                        return a.send(third);
                    }
                    throw new IllegalStateException();
                };
                // BUG: Diagnostic contains: third may
                a.send(third);
                """);
    }

    @Test
    void bodiesOfClassesAreLikeLambdas() {
        reports(
                """
                Runnable later = new Runnable() {
                    @Override
                    public void run() {
                        a.send(iso);
                        // BUG: Diagnostic contains: iso may
                        iso.take();
                        Iso<String> own = next();
                        a.send(own);
                        // BUG: Diagnostic contains: own may
                        own.take();
                    }
                };
                // BUG: Diagnostic contains: iso may
                a.send(iso);
                """);
    }

    @Test
    void variablesOfLambdasAndInitializersAreFollowedToo() {
        reports(
                """
                }
                Consumer<Iso<String>> consumer = passed -> {
                    a.send(passed);
                    // BUG: Diagnostic contains: passed may
                    passed.take();
                };
                {
                    Iso<String> own = next();
                    a.send(own);
                    // BUG: Diagnostic contains: own may
                    own.take();
                }
                User() {
                    Iso<String> own = next();
                    a.send(own);
                    // BUG: Diagnostic contains: own may
                    own.take();
                }
                void patterns(Object any) {
                    if (any instanceof Iso<?> found) {
                        found.take();
                        // BUG: Diagnostic contains: found may
                        found.take();
                    }
                """);
    }

    @Test
    void whatWasTriedWithSuccessIsGone() {
        reports(
                """
                if (a.trySend(iso)) {
                    // BUG: Diagnostic contains: iso may
                    b.send(iso);
                }
                """);
    }

    @Test
    void whatWasTriedWithoutALookAtTheOutcomeIsPerhapsGone() {
        reports(
                """
                a.trySend(iso);
                // BUG: Diagnostic contains: iso may
                b.send(iso);
                """);
    }

    // ---- planted faults

    @Test
    void aPlantedCheckThatIsBlindIsFound() {
        assertThatThrownBy(() -> Snippet.compile(Blind.class, SENT_TWICE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Did not see an error");
    }

    /** The fault: it sees nothing. */
    @BugPattern(summary = "planted", severity = SeverityLevel.ERROR)
    public static final class Blind extends BugChecker
            implements BugChecker.CompilationUnitTreeMatcher {

        private static final long serialVersionUID = 1;

        @Override
        public Description matchCompilationUnit(CompilationUnitTree tree, VisitorState state) {
            return Description.NO_MATCH;
        }
    }

    private static void reports(String body) {
        Snippet.compile(IsoUsedAfterSend.class, body);
    }
}
