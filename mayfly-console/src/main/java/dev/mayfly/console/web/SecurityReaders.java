package dev.mayfly.console.web;

import dev.mayfly.console.render.CsrfField;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

import java.util.List;

/** Asks Spring Security. */
public final class SecurityReaders implements Readers {
    private static final String OPERATOR = "ROLE_MAYFLY_OPERATOR";

    /** Made where Spring Security is on the class path. */
    public SecurityReaders() {}

    @Override
    public Mono<Reader> of(ServerWebExchange exchange) {
        Mono<List<CsrfField>> csrf = csrf(exchange).defaultIfEmpty(List.of());
        Mono<Reader> unknown = csrf.map(fields -> new Reader("anonymous", false, false, fields));
        return exchange.getPrincipal()
                .ofType(Authentication.class)
                .filter(user ->
                        user.isAuthenticated() && !(user instanceof AnonymousAuthenticationToken))
                .flatMap(user ->
                        csrf.map(fields ->
                                new Reader(user.getName(), true, isOperator(user), fields)))
                .switchIfEmpty(unknown);
    }

    private static boolean isOperator(Authentication user) {
        return user.getAuthorities().stream()
                .anyMatch(granted -> OPERATOR.equals(granted.getAuthority()));
    }

    private static Mono<List<CsrfField>> csrf(ServerWebExchange exchange) {
        Mono<CsrfToken> token = exchange.getAttribute(CsrfToken.class.getName());
        return token == null
                ? Mono.empty()
                : token.map(known ->
                        List.of(new CsrfField(known.getParameterName(), known.getToken())));
    }
}
