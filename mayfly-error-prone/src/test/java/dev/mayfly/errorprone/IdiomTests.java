package dev.mayfly.errorprone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.BugPattern;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

import javax.lang.model.element.Element;

/** Code that is as it should be, and on which the check is silent. */
class IdiomTests {

    private static final String EITHER_WAY =
            """
            if (chance()) {
                a.send(iso);
            } else {
                b.send(iso);
            }
            """;

    @Test
    void oneOfTwoWaysIsTaken() {
        accepts(EITHER_WAY);
        accepts(
                """
                Outcome outcome = chance() ? a.send(iso) : b.send(iso);
                """);
        accepts(
                """
                a.send(chance() ? iso : next());
                """);
    }

    @Test
    void theWayThatGivesItAwayLeaves() {
        accepts(
                """
                if (chance()) {
                    a.send(iso);
                    return;
                }
                if (chance()) {
                    throw new IllegalStateException(iso.take());
                }
                b.send(iso);
                """);
    }

    @Test
    void theTurnThatGivesItAwayIsTheLast() {
        accepts(
                """
                for (Agent<String> agent : agents) {
                    if (chance()) {
                        agent.send(iso);
                        break;
                    }
                }
                """);
        accepts(
                """
                outer:
                while (true) {
                    for (Agent<String> agent : agents) {
                        if (chance()) {
                            continue outer;
                        }
                        agent.send(iso);
                        break outer;
                    }
                    return;
                }
                """);
    }

    @Test
    void eachTurnHasItsOwn() {
        accepts(
                """
                for (Agent<String> agent : agents) {
                    Iso<String> own = next();
                    agent.send(own);
                }
                for (Iso<String> each : List.of(next(), next())) {
                    a.send(each);
                }
                Iso<String> late;
                do {
                    late = next();
                    a.send(late);
                } while (chance());
                for (Iso<String> each = next(); chance(); each = next()) {
                    a.send(each);
                }
                """);
    }

    @Test
    void aNewOneBringsTheVariableBack() {
        accepts(
                """
                a.send(iso);
                iso = next();
                b.send(iso);
                iso = Iso.of("again");
                """);
        accepts(
                """
                iso = Iso.of(iso.take() + "!");
                a.send(iso);
                """);
    }

    @Test
    void nullStandsForGivenAway() {
        accepts(
                """
                Iso<String> pending = null;
                for (Agent<String> agent : agents) {
                    if (pending != null) {
                        agent.send(pending);
                        pending = null;
                    }
                    pending = next();
                }
                """);
    }

    @Test
    void askingIsAllowedAtAnyTime() {
        accepts(
                """
                a.send(iso);
                log("sent {}, gone: {}", iso, iso.isConsumed());
                log("sent " + iso + iso.toString());
                if (iso == field || iso.equals(field) || iso.hashCode() == 3) {
                    log("same");
                }
                Set.of().contains(iso);
                BooleanSupplier gone = iso::isConsumed;
                assert iso.isConsumed() : iso;
                """);
    }

    @Test
    void whereItIsStillThereItIsUsed() {
        accepts(
                """
                if (chance()) {
                    a.send(iso);
                }
                if (!iso.isConsumed()) {
                    b.send(iso);
                }
                """);
        accepts(
                """
                if (chance()) {
                    a.send(iso);
                }
                if (iso.isConsumed() || iso.take().isEmpty()) {
                    return;
                }
                """);
        accepts(
                """
                while (!iso.isConsumed() && chance()) {
                    a.send(iso);
                }
                """);
        accepts(
                """
                try {
                    work();
                    a.send(iso);
                } finally {
                    if (!iso.isConsumed()) {
                        iso.take();
                    }
                }
                """);
    }

    @Test
    void whatWasTriedInVainIsTriedElsewhere() {
        accepts(
                """
                if (!a.trySend(iso)) {
                    b.send(iso);
                }
                """);
        accepts(
                """
                if (a.trySend(iso) || b.trySend(iso)) {
                    return;
                }
                iso.take();
                """);
        accepts(
                """
                while (!a.trySend(iso)) {
                    Thread.onSpinWait();
                }
                """);
        accepts(
                """
                boolean sent = a.trySend(iso);
                if (!sent) {
                    b.send(iso);
                }
                """);
    }

    @Test
    void whatCouldNotBeSentIsSentElsewhere() {
        accepts(
                """
                try {
                    work();
                    a.send(iso);
                } catch (IllegalStateException refused) {
                    b.send(iso);
                }
                """);
        accepts(
                """
                for (int i = 0; i < 3; i++) {
                    try {
                        a.send(iso);
                        return;
                    } catch (IllegalStateException refused) {
                        work();
                    }
                }
                b.send(iso);
                """);
    }

    @Test
    void aFinallyThatDoesNotUseItIsNoMatter() {
        accepts(
                """
                try {
                    a.send(iso);
                } finally {
                    work();
                }
                """);
        accepts(
                """
                try {
                    if (chance()) {
                        a.send(iso);
                        return;
                    }
                } finally {
                    work();
                }
                b.send(iso);
                """);
        accepts(
                """
                try {
                    a.send(iso);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                """);
    }

    @Test
    void oneCaseOfManyIsTaken() {
        accepts(
                """
                switch (answer()) {
                    case Yes(int weight) when weight > 3 -> a.send(iso);
                    case Yes yes -> b.send(iso);
                    case No no -> iso.take();
                }
                """);
        accepts(
                """
                switch (colour()) {
                    case RED:
                        a.send(iso);
                        break;
                    case GREEN:
                        b.send(iso);
                        return;
                    default:
                        iso.take();
                }
                """);
    }

    @Test
    void theCaseThatGivesItAwayLeaves() {
        accepts(
                """
                switch (answer()) {
                    case Yes yes -> {
                        a.send(iso);
                        return;
                    }
                    case No no -> work();
                }
                b.send(iso);
                """);
        accepts(
                """
                Outcome outcome = switch (answer()) {
                    case Yes yes -> a.send(iso);
                    case No no -> {
                        work();
                        yield b.send(iso);
                    }
                };
                """);
    }

    @Test
    void ofSeveralLambdasInAStatementOneIsRun() {
        accepts(
                """
                a.send(Val.of("a")).onOk(() -> a.send(iso)).onError(() -> b.send(iso));
                """);
        accepts(
                """
                Map.of("a", (Runnable) () -> a.send(iso), "b", () -> b.send(iso)).get("a").run();
                """);
    }

    @Test
    void aLambdaGivesItAway() {
        accepts(
                """
                CompletableFuture.runAsync(() -> a.send(iso));
                """);
        accepts(
                """
                Runnable later = new Runnable() {
                    @Override
                    public void run() {
                        a.send(iso);
                    }
                };
                later.run();
                """);
    }

    @Test
    void aLoanIsNoGift() {
        accepts(
                """
                look(iso);
                Objects.requireNonNull(iso);
                Optional<Iso<String>> kept = Optional.of(iso);
                a.send(iso);
                """);
    }

    @Test
    void fieldsAndElementsAreNotFollowed() {
        accepts(
                """
                a.send(field);
                field = iso;
                a.send(field);
                List<Iso<String>> many = List.of(next());
                a.send(many.get(0));
                a.send(many.get(0));
                """);
    }

    @Test
    void otherKindsAreSentAgainAndAgain() {
        accepts(
                """
                Val<String> val = Val.of("a");
                Sendable<String> any = val;
                for (Agent<String> agent : agents) {
                    agent.send(val);
                    agent.send(any);
                }
                """);
    }

    @Test
    void aReportCanBeSilencedOnAVariableAMethodAndAClass() {
        accepts(
                """
                a.send(iso);
                @SuppressWarnings("IsoUsedAfterSend") // meant
                String never = iso.take();
                }
                @SuppressWarnings("IsoUsedAfterSend")
                void silenced(Iso<String> other) {
                    other.take();
                    other.take();
                }
                @SuppressWarnings("IsoUsedAfterSend")
                class Silenced {
                    void use(Iso<String> other) {
                        other.take();
                        other.take();
                    }
                }
                {
                """);
    }

    // ---- planted faults

    @Test
    void aPlantedCheckThatReadsFromTopToBottomIsFound() {
        assertThatThrownBy(() -> Snippet.compile(Straight.class, EITHER_WAY))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Saw unexpected error");
    }

    /** The fault: it takes the order of the lines for the order in which they run. */
    @BugPattern(summary = "planted", severity = SeverityLevel.ERROR)
    public static final class Straight extends BugChecker implements BugChecker.MethodTreeMatcher {

        private static final long serialVersionUID = 1;

        @Override
        public Description matchMethod(MethodTree tree, VisitorState state) {
            Set<Element> met = new HashSet<>();
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree use, @Nullable Void unused) {
                    Element element = ASTHelpers.getSymbol(use);
                    if (Capabilities.isIso(element.asType()) && !met.add(element)) {
                        state.reportMatch(describeMatch(use));
                    }
                    return null;
                }
            }.scan(tree.getBody(), null);
            return Description.NO_MATCH;
        }
    }

    private static void accepts(String body) {
        Snippet.compile(IsoUsedAfterSend.class, body);
    }
}
