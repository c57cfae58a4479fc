package dev.mayfly.spring.boot.autoconfigure.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.engine.process.LineProtocol.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JacksonLineProtocolTests {

    private final JacksonLineProtocol protocol = new JacksonLineProtocol();

    @Test
    void readsEachKindOfMessage() {
        assertThat(protocol.read("{\"progress\": 1}")).isEqualTo(new Message.Progress(1, ""));
        assertThat(protocol.read("{\"message\": \"half\", \"progress\": 0.5}"))
                .isEqualTo(new Message.Progress(0.5, "half"));
        assertThat(protocol.read("{\"log\": \"ü\"}")).isEqualTo(new Message.Log("ü"));
        assertThat(protocol.read(" {\"result\": {\"a\": [1, null]}} "))
                .isEqualTo(new Message.Result("{\"a\":[1,null]}"));
        assertThat(protocol.read("{\"result\": null}")).isEqualTo(new Message.Result("null"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello|no JSON",
                "``|a message is a JSON object",
                "[]|a message is a JSON object",
                "{}|holds progress, log or result",
                "{\"log\": 1}|log is a text",
                "{\"progress\": 2}|from 0 to 1",
                "{\"progress\": \"half\"}|from 0 to 1",
                "{\"progress\": 0, \"message\": 1}|message is a text",
                "{\"log\": \"a\", \"result\": 1}|go together",
                "{\"log\": \"a\"} {}|no JSON"
            })
    void refusesAnythingElse(String line, String problem) {
        assertThatThrownBy(() -> protocol.read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        String deep = "{\"result\": " + "[".repeat(100) + "]".repeat(100) + "}";
        assertThatThrownBy(() -> protocol.read(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON");
    }
}
