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
 * @param operator whether the user has the role {@code MAYFLY_OPERATOR}
 */
public record ConsoleRequest(
        String method,
        @Nullable String host,
        boolean loopback,
        boolean forwarded,
        @Nullable String origin,
        @Nullable String fetchSite,
        boolean authenticated,
        boolean operator) {

    /**
     * Whether the request wants to change something.
     *
     * @return true for POST
     */
    public boolean isAction() {
        return method.equals("POST");
    }
}
