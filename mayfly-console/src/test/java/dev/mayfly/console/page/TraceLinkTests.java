package dev.mayfly.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLinkTests {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void theIdStandsWhereTheAddressSays() {
        assertThat(new TraceLink("https://tempo.example/t/{traceId}?full").to(ID))
                .isEqualTo("https://tempo.example/t/" + ID + "?full");
        assertThat(new TraceLink("/grafana/explore/{traceId}").to(ID))
                .isEqualTo("/grafana/explore/" + ID);
        assertThat(TraceLink.NONE.to(ID)).isNull();
    }

    @Test
    void whatSomebodySentInsteadOfAnIdLeadsNowhere() {
        TraceLink link = new TraceLink("https://tempo.example/{traceId}");
        assertThat(link.to("../../admin?delete=everything&x=12")).isNull();
        assertThat(link.to(ID.toUpperCase(java.util.Locale.ROOT))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tempo.example/",
                "javascript:alert('{traceId}')",
                "//evil.example/{traceId}",
                "data:text/html,{traceId}",
                ""
            })
    void whatLeadsToNoPageIsRefused(String template) {
        assertThatThrownBy(() -> new TraceLink(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mayfly.console.trace-url")
                .hasMessageContaining("{traceId}");
    }
}
