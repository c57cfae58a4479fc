package dev.mayfly.console.web;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.security.Rights;

/**
 * A request that the policy has seen.
 *
 * @param request the request
 * @param base the console's path as the browser sees it
 * @param path the path below it, not decoded
 * @param address where it comes from, for the audit
 * @param rights what the reader may do
 */
record Visit(WebRequest request, String base, String path, String address, Rights rights) {

    Reader reader() {
        return request.reader();
    }

    Visit with(Rights granted) {
        return new Visit(request, base, path, address, granted);
    }

    Links links() {
        return new Links(base);
    }
}
