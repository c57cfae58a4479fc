package dev.mayfly.console.web;

import dev.mayfly.console.page.TickedJobs;

import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of an address, read the same way whichever server took the request. What is
 * malformed is no parameter.
 */
public final class Query {
    private final MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();

    /**
     * Reads a query.
     *
     * @param raw as it came, not decoded; null for none
     */
    public Query(@Nullable String raw) {
        if (raw == null) {
            return;
        }
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    parameters.add(
                            decoded(pair.substring(0, equals)),
                            decoded(pair.substring(equals + 1)));
                } catch (IllegalArgumentException malformed) {
                    // As if it were not there.
                }
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String first(String name) {
        String value = parameters.getFirst(name);
        return value == null ? "" : value;
    }

    /**
     * All values of a parameter.
     *
     * @param name its name
     * @return in the order of the address
     */
    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** The first of each; rows that were ticked come one by one, and all of them count. */
    Map<String, String> single() {
        Map<String, String> single = new HashMap<>(parameters.toSingleValueMap());
        single.computeIfPresent(
                TickedJobs.PARAMETER, (name, first) -> TickedJobs.joined(all(name)));
        return single;
    }
}
