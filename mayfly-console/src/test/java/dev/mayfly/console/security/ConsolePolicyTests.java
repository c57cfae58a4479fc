package dev.mayfly.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ConsolePolicyTests {
    private final ConsolePolicy closed = new ConsolePolicy(List.of(), false, false);
    private final ConsolePolicy acting =
            new ConsolePolicy(List.of("ops.example:8443", "Jobs.Example"), false, true);
    private final ConsolePolicy remote = new ConsolePolicy(List.of("ops.example"), true, false);

    /** A request to be varied. */
    private record Ask(
            String method,
            @Nullable String host,
            boolean loopback,
            boolean forwarded,
            @Nullable String origin,
            @Nullable String site,
            boolean known,
            boolean operator) {
        static final Ask LOCAL =
                new Ask("GET", "localhost:8080", true, false, null, null, false, false);

        Ask post() {
            return new Ask("POST", host, loopback, forwarded, origin, site, known, operator);
        }

        Ask method(String method) {
            return new Ask(method, host, loopback, forwarded, origin, site, known, operator);
        }

        Ask host(@Nullable String host) {
            return new Ask(method, host, loopback, forwarded, origin, site, known, operator);
        }

        Ask away() {
            return new Ask(method, host, false, forwarded, origin, site, known, operator);
        }

        Ask proxied() {
            return new Ask(method, host, loopback, true, origin, site, known, operator);
        }

        Ask from(@Nullable String origin, @Nullable String site) {
            return new Ask(method, host, loopback, forwarded, origin, site, known, operator);
        }

        Ask user(boolean operator) {
            return new Ask(method, host, loopback, forwarded, origin, site, true, operator);
        }

        Decision to(ConsolePolicy policy) {
            return policy.decide(
                    new ConsoleRequest(
                            method, host, loopback, forwarded, origin, site, known, operator));
        }
    }

    @Test
    void thisMachineMayLookAndIsToldWhyItMayNotAct() {
        assertThat(Ask.LOCAL.to(closed)).isEqualTo(new Decision.Allowed(ConsolePolicy.READ_ONLY));
        assertThat(ConsolePolicy.READ_ONLY).contains("mayfly.console.actions=all");
    }

    @Test
    void anotherMachineIsRefusedAndToldTheProperty() {
        assertThat(Ask.LOCAL.away().to(closed))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(403);
                            assertThat(refused.text()).contains("another machine");
                            assertThat(refused.fix())
                                    .contains("mayfly.console.remote=authenticated");
                        });
    }

    @Test
    void aProxyOnThisMachineMakesTheReaderRemote() {
        assertThat(Ask.LOCAL.proxied().to(acting))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.text()).contains("proxy"));
    }

    @Test
    void aRemoteReaderMustBeKnownEvenWhereRemoteReadersAreAllowed() {
        Ask away = Ask.LOCAL.away().host("ops.example");
        assertThat(away.to(remote)).isInstanceOf(Decision.Refused.class);
        assertThat(away.user(false).to(remote))
                .isEqualTo(new Decision.Allowed(ConsolePolicy.READ_ONLY));
        assertThat(away.user(false).to(closed)).isInstanceOf(Decision.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:1",
                "127.0.0.1:8080",
                "[::1]",
                "[::1]:8080",
                "LOCALHOST:80"
            })
    void thisMachinesOwnNamesAreAllowedWithAnyPort(String host) {
        assertThat(Ask.LOCAL.host(host).to(closed)).isInstanceOf(Decision.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost:80:80",
                "localhost:",
                "[::2]",
                "::1",
                "",
                "ops.example",
                "jobs.example.evil"
            })
    void aForeignNameIsRefusedWhateverTheMethod(String host) {
        for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "TRACE")) {
            assertThat(Ask.LOCAL.host(host).method(method).to(acting))
                    .as("%s for %s", method, host)
                    .isInstanceOfSatisfying(
                            Decision.Refused.class,
                            refused ->
                                    assertThat(refused.fix())
                                            .startsWith("mayfly.console.allowed-hosts="));
        }
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThat(Ask.LOCAL.host(null).to(closed)).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void anAllowedNameCountsWithItsPortIfItHasOne() {
        assertThat(Ask.LOCAL.host("ops.example:8443").to(acting))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(Ask.LOCAL.host("ops.example:8444").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.host("jobs.example:1").to(acting))
                .isInstanceOf(Decision.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"})
    void otherMethodsAreRefused(String method) {
        assertThat(Ask.LOCAL.method(method).to(acting))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(405));
    }

    @Test
    void anActionIsRefusedWhereNobodyMayAct() {
        assertThat(Ask.LOCAL.post().to(closed))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused ->
                                assertThat(refused.fix()).isEqualTo("mayfly.console.actions=all"));
    }

    @Test
    void anOperatorMayActWhereOthersMayNot() {
        assertThat(Ask.LOCAL.user(true).post().to(closed)).isEqualTo(new Decision.Allowed(null));
        assertThat(Ask.LOCAL.user(false).post().to(closed)).isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.user(true).to(closed)).isEqualTo(new Decision.Allowed(null));
    }

    @Test
    void anActionMustComeFromTheConsolesOwnPages() {
        Ask post = Ask.LOCAL.post();
        assertThat(post.from("http://localhost:8080", "same-origin").to(acting))
                .isEqualTo(new Decision.Allowed(null));
        assertThat(post.from(null, null).to(acting)).isEqualTo(new Decision.Allowed(null));
        assertThat(post.from("http://localhost:8080", "cross-site").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://localhost:8080", "same-site").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://localhost:8080", "none").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://evil.example", null).to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://localhost:9090", null).to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("null", null).to(acting)).isInstanceOf(Decision.Refused.class);
    }
}
