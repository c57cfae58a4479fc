package dev.mayfly.console.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.filter.Conditions.Condition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;

/** Whatever is suggested is read as it is meant. */
class ConditionsTests {

    @Test
    void everyQualifierIsSuggestedWithWhatItMeans() {
        assertThat(Conditions.qualifiers())
                .extracting(Condition::typed)
                .containsExactlyElementsOf(
                        FilterReader.QUALIFIERS.stream().map(each -> each + ":").toList());
        assertThat(Conditions.qualifiers()).noneMatch(each -> each.hint().isBlank());
    }

    @Test
    void everyTimeIsOne() {
        assertThat(Conditions.times())
                .hasSize(16)
                .allSatisfy(each -> {
                    JobFilter filter = FilterReader.read(each.typed());
                    assertThat(filter.unread()).as(each.typed()).isNull();
                    assertThat(filter.from() == null).isEqualTo(each.typed().startsWith("before"));
                    assertThat(each.hint()).startsWith("accepted ");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reports",
                "send mail",
                "a:b",
                "\"quoted\"",
                "back\\slash",
                " edges ",
                "a,b=c",
                "<script>alert('x')</script>",
                "\u202eolleh",
                "名前"
            })
    void aNameIsReadAsItIsMeant(String name) {
        assertThat(read(Conditions.queue(name)).queue()).isEqualTo(name);
        assertThat(read(Conditions.name(name)).name()).isEqualTo(name);
        assertThat(read(Conditions.error(name)).error()).isEqualTo(name);
        assertThat(read(Conditions.label("k", name)).labels()).isEqualTo(Map.of("k", name));
        if (name.indexOf('=') < 0) {
            assertThat(read(Conditions.label(name, "v")).labels()).isEqualTo(Map.of(name, "v"));
        }
    }

    private static JobFilter read(Optional<String> typed) {
        JobFilter filter = FilterReader.read(typed.orElseThrow());
        assertThat(filter.unread()).as(typed.orElseThrow()).isNull();
        return filter;
    }

    /** A field of one line would lose its breaks, and then mean another job. */
    @Test
    void whatAFieldCannotHoldIsNotSuggested() {
        assertThat(Conditions.name("two\nlines")).isEmpty();
        assertThat(Conditions.queue("a\u0000b")).isEmpty();
        assertThat(Conditions.error("")).isEmpty();
        assertThat(Conditions.name("  ")).isEmpty();
        assertThat(Conditions.name("x".repeat(121))).isEmpty();
        assertThat(Conditions.name("x".repeat(120))).isPresent();
        assertThat(Conditions.label("a=b", "c")).isEmpty();
        assertThat(Conditions.label("", "c")).isEmpty();
        assertThat(Conditions.label("a", "")).contains("label:a=");
    }
}
