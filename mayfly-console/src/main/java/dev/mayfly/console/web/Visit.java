package dev.mayfly.console.web;

import dev.mayfly.console.page.Links;

import org.jspecify.annotations.Nullable;

/**
 * A request that the policy has seen.
 *
 * @param base the console's path as the browser sees it
 * @param path the path below it, not decoded
 * @param reader who reads
 * @param actionsRefused why the reader may not act; null when the reader may
 */
record Visit(String base, String path, Reader reader, @Nullable String actionsRefused) {

    Visit withRefusal(@Nullable String why) {
        return new Visit(base, path, reader, why);
    }

    Links links() {
        return new Links(base);
    }
}
