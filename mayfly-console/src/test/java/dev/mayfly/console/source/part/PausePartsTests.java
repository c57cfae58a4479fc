package dev.mayfly.console.source.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.source.part.PauseParts.Paused;
import dev.mayfly.console.view.Problem;
import dev.mayfly.jobs.model.Pause;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class PausePartsTests {
    private static final Instant SINCE = Instant.parse("2026-03-03T13:03:12Z");
    private static final Pause PAUSE = new Pause("no paper", "ada", SINCE);

    @Test
    void onePausedQueueNamesWhoWhenAndWhy() {
        Problem one = PauseParts.ofQueues(List.of(new Paused("mail", PAUSE, 3)));
        assertThat(one.what()).isEqualTo("Queue mail was paused by ada");
        assertThat(one.since()).isEqualTo(SINCE);
        assertThat(one.advice())
                .isEqualTo("no paper. 3 waiting; nothing starts until it is resumed.");
        assertThat(PauseParts.ofQueue(new Pause("Why not?", "ada", SINCE)).advice())
                .startsWith("Why not? Nothing starts");
    }

    @Test
    void severalPausedQueuesAreOneProblemThatNamesThemAll() {
        Problem many =
                PauseParts.ofQueues(
                        List.of(new Paused("mail", PAUSE, 3), new Paused("reports", null, 4)));
        assertThat(many.what()).isEqualTo("2 queues are paused.");
        assertThat(many.advice())
                .isEqualTo(
                        "mail by ada (no paper); reports on this node only, by its configuration or"
                                + " in code. 7 waiting; nothing starts until it is resumed.");
    }

    @Test
    void aQueueThatOnlyThisNodeHoldsBackSaysSo() {
        assertThat(PauseParts.ofQueue(null).what()).startsWith("Paused on this node only");
        assertThat(PauseParts.ofQueues(List.of(new Paused("mail", null, 0))).advice())
                .isEqualTo("Nothing is waiting there.");
    }
}
