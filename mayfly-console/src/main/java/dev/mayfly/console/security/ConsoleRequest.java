package dev.mayfly.console.security;

import org.jspecify.annotations.Nullable;

/**
 * What the policy looks at.
 *
 * @param method the HTTP method in upper case
 * @param host the Host header as sent, null when there is none
 * @param loopback whether the connection comes from this machine
 * @param forwarded whether a proxy passed the request on: it carries a forwarding header, or the
 *     application was told to trust such headers, and then the address above is only what a header
 *     claims
 * @param origin the Origin header, null when there is none
 * @param fetchSite the Sec-Fetch-Site header, null when there is none
 * @param authenticated whether Spring Security knows the user
 * @param role the highest role that Spring Security grants the user, null for none
 * @param operation what a POST asks for, null when its path is nobody's
 */
public record ConsoleRequest(
        String method,
        @Nullable String host,
        boolean loopback,
        boolean forwarded,
        @Nullable String origin,
        @Nullable String fetchSite,
        boolean authenticated,
        @Nullable Role role,
        @Nullable Operation operation) {}
