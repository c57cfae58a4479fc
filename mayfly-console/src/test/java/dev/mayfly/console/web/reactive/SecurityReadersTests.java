package dev.mayfly.console.web.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.security.Role;
import dev.mayfly.console.web.Reader;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.DefaultCsrfToken;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

import java.security.Principal;
import java.util.List;

class SecurityReadersTests {

    private static ServerWebExchange exchange(@Nullable Principal principal) {
        MockServerWebExchange exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get("/mayfly"));
        return exchange.mutate().principal(Mono.justOrEmpty(principal)).build();
    }

    private static Reader read(ServerWebExchange exchange) {
        Reader reader = new SecurityReaders().of(exchange).block();
        assertThat(reader).isNotNull();
        return reader;
    }

    @Test
    void anOperatorIsKnownByTheRole() {
        assertThat(
                        read(
                                exchange(
                                        new TestingAuthenticationToken(
                                                "ada", "", "ROLE_MAYFLY_OPERATOR"))))
                .isEqualTo(new Reader("ada", true, Role.OPERATOR, List.of()));
    }

    @Test
    void theHighestRoleCounts() {
        assertThat(
                        read(exchange(
                                        new TestingAuthenticationToken(
                                                "ada",
                                                "",
                                                "ROLE_MAYFLY_ADMIN",
                                                "ROLE_MAYFLY_VIEWER")))
                                .role())
                .isEqualTo(Role.ADMIN);
        assertThat(read(exchange(new TestingAuthenticationToken("eve", "", "MAYFLY_ADMIN"))).role())
                .as("an authority without the prefix is no role")
                .isNull();
    }

    @Test
    void anotherUserMayNotActAndNobodyIsNotAUser() {
        assertThat(read(exchange(new TestingAuthenticationToken("bob", "", "ROLE_USER"))))
                .isEqualTo(new Reader("bob", true, null, List.of()));
        assertThat(read(exchange(null))).isEqualTo(Reader.ANONYMOUS);
        assertThat(
                        read(
                                exchange(
                                        new AnonymousAuthenticationToken(
                                                "key",
                                                "anonymous",
                                                AuthorityUtils.createAuthorityList(
                                                        "ROLE_MAYFLY_OPERATOR")))))
                .isEqualTo(Reader.ANONYMOUS);
    }

    @Test
    void theHostsOwnTokenIsCarriedInTheForms() {
        ServerWebExchange exchange = exchange(null);
        CsrfToken token = new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "abc");
        exchange.getAttributes().put(CsrfToken.class.getName(), Mono.just(token));
        assertThat(read(exchange).csrf()).containsExactly(new CsrfField("_csrf", "abc"));
    }
}
