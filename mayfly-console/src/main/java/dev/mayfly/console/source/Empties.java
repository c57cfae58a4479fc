package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Empty;

import org.jspecify.annotations.Nullable;

/** What an application without jobs shows in place of them. */
final class Empties {

    private Empties() {}

    /**
     * Where no job is yet.
     *
     * @param queue whose list it is, null for all
     */
    static Empty noJobs(
            ConsoleSources sources, Links links, @Nullable String queue, @Nullable String refusal) {
        String attribute =
                queue == null || queue.equals("default") ? "" : ", queue = \"" + queue + "\"";
        return new Empty(
                "No job has been submitted yet",
                "A job is a bean's method with @MayflyJob on it. Submit one and it appears here at"
                        + " once.",
                """
                @MayflyJob(name = "send-welcome"%s)
                void sendWelcome(Customer customer) { … }

                mayfly.submit("send-welcome", new Customer("Ada"));\
                """
                        .formatted(attribute),
                sources.demo().isOffered() ? demo(links, refusal) : null);
    }

    private static Action demo(Links links, @Nullable String refusal) {
        return new Action(
                "Run a demo job",
                "play",
                links.demo(),
                "Run a demo job",
                "Ten steps in seven seconds, which you watch live. It touches nothing.",
                false,
                refusal);
    }
}
