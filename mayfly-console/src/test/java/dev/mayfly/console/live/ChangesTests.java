package dev.mayfly.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.view.Fragment;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class ChangesTests {
    private static final long SECOND = 1_000_000_000L;
    private Shown shown = Shown.NOTHING;

    private static Fragment leaf(String id, Object model) {
        return Fragment.leaf(id, "t :: " + id, model);
    }

    private static Fragment list(Fragment... members) {
        return new Fragment("list", "t :: list", "rows", "frame", List.of(members));
    }

    private List<String> sent(long at, Fragment... now) {
        Changes.News news = Changes.since(shown, List.of(now), at, SECOND);
        shown = news.shown();
        return news.changed().stream().map(Fragment::id).toList();
    }

    @Test
    void theFirstLookSendsEverythingAndMembersInsideTheirList() {
        assertThat(sent(0, leaf("head", 1), list(leaf("a", 1), leaf("b", 1))))
                .containsExactly("head", "list");
    }

    @Test
    void nothingIsSentWhileNothingChanges() {
        sent(0, leaf("head", 1), list(leaf("a", 1)));
        assertThat(sent(SECOND * 5, leaf("head", 1), list(leaf("a", 1)))).isEmpty();
    }

    @Test
    void onlyTheMemberThatChangedIsSent() {
        sent(0, list(leaf("a", 1), leaf("b", 1)));
        assertThat(sent(1, list(leaf("a", 1), leaf("b", 2)))).containsExactly("b");
    }

    @Test
    void aMemberThatComesSendsTheListWholeButNotBeforeASecondHasPassed() {
        sent(0, list(leaf("a", 1)));
        assertThat(sent(SECOND - 1, list(leaf("b", 1), leaf("a", 1)))).isEmpty();
        assertThat(sent(SECOND, list(leaf("b", 1), leaf("a", 1)))).containsExactly("list");
        assertThat(sent(SECOND + 1, list(leaf("b", 2), leaf("a", 1)))).containsExactly("b");
    }

    @Test
    void whileAListWaitsItsOldMembersAreKeptRight() {
        sent(0, list(leaf("a", 1)));
        assertThat(sent(1, list(leaf("b", 1), leaf("a", 2)))).containsExactly("a");
        assertThat(sent(2, list(leaf("b", 1), leaf("a", 2)))).isEmpty();
        assertThat(sent(SECOND, list(leaf("b", 1), leaf("a", 2)))).containsExactly("list");
    }

    @Test
    void aMemberThatLeftIsKeptRightAsARowOfItsOwn() {
        sent(0, list(leaf("a", 1), leaf("b", 1)));
        assertThat(sent(SECOND, list(leaf("b", 1)), leaf("a", 1))).containsExactly("list");
        assertThat(sent(SECOND + 1, list(leaf("b", 1)), leaf("a", 2))).containsExactly("a");
    }

    @Test
    void anotherOrderSendsTheListWhole() {
        sent(0, list(leaf("a", 1), leaf("b", 1)));
        assertThat(sent(SECOND, list(leaf("b", 1), leaf("a", 1)))).containsExactly("list");
    }

    @Test
    void memoryHoldsOnlyWhatIsOnThePage() {
        for (int i = 0; i < 1_000; i++) {
            sent(i * SECOND, list(leaf("row-" + i, i)));
        }
        assertThat(shown.parts()).hasSize(2);
        assertThat(shown.sentWhole()).hasSize(1);
        assertThat(Stream.of(sent(2_000 * SECOND, list(leaf("row-0", 0)))).flatMap(List::stream))
                .containsExactly("list");
    }
}
