package dev.mayfly.console.web;

import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.view.Shell;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.springframework.http.HttpHeaders;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is shown in the place of a page that cannot be made without the store of the jobs. */
final class OutagePage {
    static final String TITLE = "The store of the jobs cannot be reached";

    private static final String RETRY_AFTER_SECONDS = "5";

    private OutagePage() {}

    /**
     * The page.
     *
     * @param shell its stream tells when the store is back
     * @param failure why there is nothing else
     * @param since when that was noticed
     */
    static WebAnswer of(
            Renderer renderer, Shell shell, StoreUnavailableException failure, Instant since) {
        Map<String, Object> extras =
                Map.of(
                        "status",
                        503,
                        "title",
                        TITLE,
                        "text",
                        failure.getMessage()
                                + ". What runs goes on; nothing is accepted or finished until the"
                                + " store is back. Tasks, agents, problems, the audit and state"
                                + " dumps can be looked at meanwhile.",
                        "since",
                        since);
        WebAnswer.Whole answer =
                WebAnswer.Whole.html(
                        503, renderer.page("message", shell, List.of(), List.of(), extras));
        answer.headers().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return answer;
    }
}
