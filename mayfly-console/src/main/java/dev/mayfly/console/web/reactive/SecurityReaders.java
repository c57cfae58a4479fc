package dev.mayfly.console.web.reactive;

import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.security.Role;
import dev.mayfly.console.web.Reader;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.Objects;

/** Asks Spring Security. */
public final class SecurityReaders implements Readers {
    /** Made where Spring Security is on the class path. */
    public SecurityReaders() {}

    @Override
    public Mono<Reader> of(ServerWebExchange exchange) {
        Mono<List<CsrfField>> csrf = csrf(exchange).defaultIfEmpty(List.of());
        Mono<Reader> unknown = csrf.map(fields -> new Reader("anonymous", false, null, fields));
        return exchange.getPrincipal()
                .ofType(Authentication.class)
                .filter(user ->
                        user.isAuthenticated() && !(user instanceof AnonymousAuthenticationToken))
                .flatMap(user ->
                        csrf.map(fields -> new Reader(user.getName(), true, role(user), fields)))
                .switchIfEmpty(unknown);
    }

    private static @Nullable Role role(Authentication user) {
        return Reader.highest(
                user.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static Mono<List<CsrfField>> csrf(ServerWebExchange exchange) {
        Mono<CsrfToken> token = exchange.getAttribute(CsrfToken.class.getName());
        return token == null
                ? Mono.empty()
                : token.map(known ->
                        List.of(new CsrfField(known.getParameterName(), known.getToken())));
    }
}
