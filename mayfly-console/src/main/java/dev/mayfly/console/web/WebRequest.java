package dev.mayfly.console.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import java.net.InetAddress;

/**
 * A request as the console sees it, whichever server took it.
 *
 * @param method the HTTP method in upper case
 * @param context what the host application's paths begin with, empty for nothing
 * @param path the path after that, not decoded
 * @param query the address's query, not decoded; null for none
 * @param headers the headers, under names in any letters
 * @param browser the value of the cookie {@link #COOKIE}, null for none
 * @param remote where the connection comes from, null where nobody knows
 * @param secure whether it came over TLS
 * @param reader who sent it
 */
public record WebRequest(
        String method,
        String context,
        String path,
        @Nullable String query,
        HttpHeaders headers,
        @Nullable String browser,
        @Nullable InetAddress remote,
        boolean secure,
        Reader reader) {
    /** The console's one cookie: a random name for the browser. */
    public static final String COOKIE = "mayfly-console";
}
