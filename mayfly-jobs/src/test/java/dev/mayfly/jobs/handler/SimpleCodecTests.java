package dev.mayfly.jobs.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SimpleCodecTests {

    private final PayloadCodec codec = PayloadCodec.simple();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" \\ back",
                "line\nbreak\ttab\u0001",
                "ünïcödé 😀",
                "null"
            })
    void bringsTextsThrough(String text) throws Exception {
        assertThat(codec.decode(codec.encode(text), String.class)).isEqualTo(text);
        assertThat(codec.decode(codec.encode(text), Object.class)).isEqualTo(text);
    }

    @Test
    void bringsNumbersTruthAndNothingThrough() throws Exception {
        assertThat(codec.decode(codec.encode(42), Integer.class)).isEqualTo(42);
        assertThat(codec.decode(codec.encode(Long.MIN_VALUE), Long.class))
                .isEqualTo(Long.MIN_VALUE);
        assertThat(codec.decode(codec.encode(1.5e-9), Double.class)).isEqualTo(1.5e-9);
        assertThat(codec.decode(codec.encode(true), Boolean.class)).isEqualTo(true);
        assertThat(codec.decode(codec.encode(null), String.class)).isNull();
        assertThat(codec.decode("7", Object.class)).isEqualTo(7L);
        assertThat(codec.decode("false", Object.class)).isEqualTo(false);
    }

    @Test
    void refusesWhatItDoesNotKnowAndSaysWhatToDo() {
        assertThatThrownBy(() -> codec.encode(List.of()))
                .hasMessageContaining("java.util.ImmutableCollections")
                .hasMessageContaining("needs a JSON library");
        assertThatThrownBy(() -> codec.encode(Double.NaN)).hasMessageContaining("java.lang.Double");
        assertThatThrownBy(() -> codec.decode("[]", List.class))
                .hasMessageContaining("java.util.List");
        assertThatThrownBy(() -> codec.decode("1.5", Integer.class))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> codec.decode("{", Object.class))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> codec.decode("\"", String.class))
                .isInstanceOf(RuntimeException.class);
    }
}
