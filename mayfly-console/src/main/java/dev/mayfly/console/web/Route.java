package dev.mayfly.console.web;

import dev.mayfly.console.page.Links;

/**
 * What a path below the console's leads to when it is looked at. Beside these there are only the
 * forms, see {@link dev.mayfly.console.security.Operation}.
 */
enum Route {
    /** A static file. */
    ASSET,
    /** The live stream of some pages. */
    STREAM,
    /** The recording of what ran when, as a file. */
    TRACE_FILE,
    /** A page, see {@link dev.mayfly.console.page.PageRequest}, or none. */
    PAGE;

    static final String ASSETS = "/assets/";

    /** Finds the route of a path, which is not decoded. */
    static Route of(String path) {
        return path.startsWith(ASSETS)
                ? ASSET
                : switch (path) {
                    case "/stream" -> STREAM;
                    case Links.TRACE_FILE -> TRACE_FILE;
                    default -> PAGE;
                };
    }
}
