package dev.mayfly.console.web;

import dev.mayfly.console.render.CsrfField;

import java.util.List;

/**
 * Who reads, as far as the host application's security knows.
 *
 * @param name for the audit
 * @param authenticated whether the user is known
 * @param operator whether the user has the role {@code MAYFLY_OPERATOR}
 * @param csrf further hidden fields that the host's security wants in forms
 */
public record Reader(String name, boolean authenticated, boolean operator, List<CsrfField> csrf) {
    /** Nobody in particular: what every reader is without Spring Security. */
    public static final Reader ANONYMOUS = new Reader("anonymous", false, false, List.of());
}
