package dev.mayfly.console.web.servlet;

import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.web.Reader;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.csrf.CsrfToken;

import java.util.List;
import java.util.Objects;

/** Asks Spring Security. */
public final class SecurityServletReaders implements ServletReaders {
    /** Made where Spring Security is on the class path. */
    public SecurityServletReaders() {}

    @Override
    public Reader of(HttpServletRequest request) {
        List<CsrfField> csrf =
                request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                        ? List.of(new CsrfField(token.getParameterName(), token.getToken()))
                        : List.of();
        return request.getUserPrincipal() instanceof Authentication user
                        && user.isAuthenticated()
                        && !(user instanceof AnonymousAuthenticationToken)
                ? new Reader(
                        user.getName(),
                        true,
                        Reader.highest(
                                user.getAuthorities().stream()
                                        .map(GrantedAuthority::getAuthority)
                                        .filter(Objects::nonNull)
                                        .toList()),
                        csrf)
                : new Reader(Reader.ANONYMOUS.name(), false, null, csrf);
    }
}
