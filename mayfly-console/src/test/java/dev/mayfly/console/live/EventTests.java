package dev.mayfly.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class EventTests {

    @Test
    void noLineEndOfTheDataBeginsALineOfItsOwnMaking() {
        assertThat(text("a\rb\nc\r\nd\r\revent: xss\rdata: x"))
                .isEqualTo(
                        """
                        event:/jobs
                        data:a
                        data:b
                        data:c
                        data:d
                        data:
                        data:event: xss
                        data:data: x

                        """);
    }

    @Test
    void dataWithoutLinesIsOneLine() {
        assertThat(text("")).isEqualTo("event:/jobs\ndata:\n\n");
    }

    @Test
    void eachReaderGetsItsOwnInTheGaps() {
        Event event = Event.of("/jobs", List.of("<form>", "\n</form><form>", "</form>"));
        assertThat(event.to(Event.filling("<input\nvalue=mine>")).rest())
                .isEqualTo(
                        """
                        event:/jobs
                        data:<form><input
                        data:value=mine>
                        data:</form><form><input
                        data:value=mine></form>

                        """);
        assertThat(event.to(Event.filling("")).rest())
                .isEqualTo("event:/jobs\ndata:<form>\ndata:</form><form></form>\n\n");
    }

    @Test
    void aLongEventIsGivenOutInChunksNoneOfWhichIsLarge() {
        String part = "x".repeat(Outgoing.CHUNK - 100);
        Event event = Event.of("/jobs", List.of(part, part, part));
        Outgoing outgoing = event.to(Event.filling("y".repeat(500)));
        var all = new StringBuilder();
        int chunks = outgoing.chunks();
        for (int left = chunks; left > 0; left--) {
            assertThat(outgoing.chunks()).isEqualTo(left);
            byte[] chunk = outgoing.next();
            assertThat(chunk.length).isBetween(1, Outgoing.CHUNK);
            all.append(new String(chunk, StandardCharsets.UTF_8));
        }
        assertThat(chunks).isEqualTo(4);
        assertThat(outgoing.chunks()).isZero();
        assertThat(all.toString()).isEqualTo(event.to(Event.filling("y".repeat(500))).rest());
        assertThatThrownBy(outgoing::next).isInstanceOf(IllegalStateException.class);
    }

    private static String text(String data) {
        return Event.of("/jobs", List.of(data)).to(new byte[0]).rest();
    }
}
