package dev.mayfly.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class CsrfTokensTests {
    private final CsrfTokens tokens = new CsrfTokens();

    @Test
    void aBrowsersOwnTokenMatches() {
        String browser = tokens.newBrowser();
        assertThat(tokens.matches(browser, tokens.token(browser))).isTrue();
    }

    @Test
    void anotherBrowsersTokenDoesNotMatch() {
        assertThat(tokens.matches(tokens.newBrowser(), tokens.token(tokens.newBrowser())))
                .isFalse();
    }

    @Test
    void aTokenOfAnEarlierProcessDoesNotMatch() {
        String browser = tokens.newBrowser();
        assertThat(tokens.matches(browser, new CsrfTokens().token(browser))).isFalse();
    }

    @Test
    void nothingMatchesWithoutACookieOrAToken() {
        String browser = tokens.newBrowser();
        assertThat(tokens.matches(null, tokens.token(browser))).isFalse();
        assertThat(tokens.matches(browser, null)).isFalse();
        assertThat(tokens.matches(browser, "")).isFalse();
        assertThat(tokens.matches("", tokens.token(""))).isFalse();
    }

    @Test
    void onlyWhatWasGivenOutLooksLikeABrowser() {
        assertThat(tokens.plausible(tokens.newBrowser())).isTrue();
        for (String value :
                List.of(
                        "",
                        "short",
                        "x".repeat(25),
                        "é".repeat(24),
                        "a b".repeat(8),
                        "<script>alert(1)</sc>")) {
            assertThat(tokens.plausible(value)).as(value).isFalse();
        }
    }
}
