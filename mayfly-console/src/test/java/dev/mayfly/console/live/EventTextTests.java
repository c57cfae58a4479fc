package dev.mayfly.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class EventTextTests {

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

    private static String text(String data) {
        return new String(EventText.of("/jobs", data), StandardCharsets.UTF_8);
    }
}
