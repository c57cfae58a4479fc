package dev.mayfly.console.security;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** The names under which the console answers. A name without a port stands for any port. */
final class HostNames {
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> allowed;

    HostNames(List<String> more) {
        this.allowed = more.stream().map(name -> name.trim().toLowerCase(Locale.ROOT)).toList();
    }

    boolean allows(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String host = header.toLowerCase(Locale.ROOT);
        String name = withoutPort(host);
        return LOCAL.contains(name) || allowed.contains(name) || allowed.contains(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String port = host.substring(colon + 1);
        boolean isPort =
                colon > 0 && !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
        return isPort ? host.substring(0, colon) : host;
    }
}
