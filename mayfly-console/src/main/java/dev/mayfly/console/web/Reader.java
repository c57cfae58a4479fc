package dev.mayfly.console.web;

import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.security.Role;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;

/**
 * Who reads, as far as the host application's security knows.
 *
 * @param name for the audit
 * @param authenticated whether the user is known
 * @param role the highest of the console's roles that the user has, null for none
 * @param csrf further hidden fields that the host's security wants in forms
 */
public record Reader(
        String name, boolean authenticated, @Nullable Role role, List<CsrfField> csrf) {
    /** Nobody in particular: what every reader is without Spring Security. */
    public static final Reader ANONYMOUS = new Reader("anonymous", false, null, List.of());

    private static final String PREFIX = "ROLE_";

    /**
     * The highest of the console's roles among a user's authorities.
     *
     * @param authorities as Spring Security names them, for instance {@code ROLE_MAYFLY_VIEWER}
     * @return the role, null for none
     */
    public static @Nullable Role highest(Collection<String> authorities) {
        Role highest = null;
        for (Role role : Role.values()) {
            if (authorities.contains(PREFIX + role.authority())) {
                highest = role;
            }
        }
        return highest;
    }
}
