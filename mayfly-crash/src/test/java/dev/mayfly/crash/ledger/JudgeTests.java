package dev.mayfly.crash.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What counts as what, where the store has nothing at all. */
class JudgeTests {

    private static final String TOKEN = "node-1-INSTANT";

    private final Book book = new Book();

    @Test
    void aJobThatTheStoreDoesNotHaveIsLost() {
        book.intend(List.of(TOKEN));
        book.acknowledge(TOKEN, "a");

        assertThat(judge().lost()).singleElement().asString().contains("not in the store");
    }

    @Test
    void aRunThatNobodyAskedForIsAPhantom() {
        book.begin(run(1, 100, 1));

        assertThat(judge().phantoms()).isNotEmpty();
    }

    @Test
    void aStepThatRunsAgainAfterItHasReturnedIsAPhantom() {
        book.step("a", 1, "one");
        book.step("a", 2, "one"); // the first was lost before it returned
        book.keep("a", 2, "one", "2");
        book.step("a", 1, "one"); // nothing is taken from this one
        book.keep("a", 3, "one", "2");
        assertThat(judge().phantoms()).isEmpty();

        book.step("a", 3, "one");
        book.keep("a", 4, "one", "4");

        assertThat(judge().phantoms())
                .satisfiesExactly(
                        text -> assertThat(text).contains("runs again at epoch 3"),
                        text -> assertThat(text).contains("returned 2 at epoch 2 and 4"));
    }

    @Test
    void twoRunsWithOneFencingTokenAreAnOverlap() {
        book.intend(List.of(TOKEN));
        book.begin(run(1, 100, 1));
        book.begin(run(1, 200, 2));

        assertThat(judge().overlaps()).hasSize(1);
    }

    @Test
    void aRunAfterOneWhoseOwnerWasKilledIsAReRunInBounds() {
        book.intend(List.of(TOKEN));
        book.begin(run(1, 100, 1));
        book.killed(100, System.nanoTime());
        book.begin(run(3, 200, 2));

        Verdict verdict = judge();
        assertThat(verdict.reruns()).isEqualTo(1);
        assertThat(verdict.inFlight()).isEqualTo(1);
        assertThat(verdict.unexplained()).isEmpty();
        assertThat(verdict.overlaps()).isEmpty();
    }

    @Test
    void aRunAfterOneWhoseOwnerLivesIsNotExplained() {
        book.intend(List.of(TOKEN));
        book.begin(run(1, 100, 1));
        book.begin(run(3, 200, 2));

        assertThat(judge().unexplained()).hasSize(1);
    }

    @Test
    void aRetryIsNoReRun() {
        book.intend(List.of(TOKEN));
        book.begin(run(1, 100, 1));
        book.settle("a", 1, 100, "AWAITING_RETRY");
        book.begin(run(2, 100, 1));

        assertThat(judge().reruns()).isZero();
    }

    @Test
    void aRunAfterAnEndForGoodIsAnOverlap() {
        book.intend(List.of(TOKEN));
        book.begin(run(1, 100, 1));
        book.settle("a", 1, 100, "SUCCEEDED");
        book.killed(100, System.nanoTime());
        book.begin(run(3, 200, 2));

        assertThat(judge().overlaps()).hasSize(1);
    }

    private Verdict judge() {
        return new Judge(book, List.of()).judge(Map.of());
    }

    private static Run run(long epoch, long process, long incarnation) {
        return new Run("a", TOKEN, epoch, process, incarnation, System.nanoTime());
    }
}
