package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Empty;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an application without jobs shows in place of them. */
final class Empties {

    private static final int MOST_SUGGESTED = 8;

    private Empties() {}

    /**
     * Where no job is yet.
     *
     * @param queue whose list it is, null for all
     */
    static Empty noJobs(
            ConsoleSources sources, Links links, @Nullable String queue, Rights rights) {
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
                List.of(),
                sources.state().isDemoOffered() ? demo(links, rights) : null);
    }

    /**
     * Where no job of a name is.
     *
     * @param page whose list it is, with a name
     */
    static Empty noneOfName(
            ConsoleSources sources, Links links, PageRequest.JobList page, String name) {
        List<String> known = sources.jobs().names();
        JobState state = page.state();
        List<Empty.Link> elsewhere = new ArrayList<>();
        if (known.contains(name)) {
            if (state != null) {
                elsewhere.add(new Empty.Link("In every state", links.to(page.withState(null))));
            }
            if (page.queue() != null) {
                var everywhere = PageRequest.JobList.ALL.withState(state).withName(name);
                elsewhere.add(new Empty.Link("In every queue", links.to(everywhere)));
            }
            return new Empty(
                    "No job of this name is here",
                    "Jobs named " + name + " appear here once there are some.",
                    null,
                    elsewhere,
                    null);
        }
        String part = name.toLowerCase(Locale.ROOT);
        known.stream()
                .filter(other -> other.toLowerCase(Locale.ROOT).contains(part))
                .limit(MOST_SUGGESTED)
                .forEach(other ->
                        elsewhere.add(new Empty.Link(other, links.to(page.withName(other)))));
        return new Empty(
                "No job is called \"" + name + "\"",
                "The whole name is needed, written as it was declared. The field suggests the names"
                        + " that this application knows.",
                null,
                elsewhere,
                null);
    }

    /** What ran before the moment of a dump. */
    static Empty noTimeline() {
        return new Empty(
                "What ran before is not in a dump",
                "A dump is of one moment. A timeline is recorded by the console of the running"
                        + " application, or by a flight recording.",
                null);
    }

    private static Action demo(Links links, Rights rights) {
        return new Action(
                "Run a demo job",
                "play",
                links.demo(),
                "Run a demo job",
                "Ten steps in seven seconds, which you watch live. It touches nothing.",
                false,
                rights.refusal(Operation.RUN_DEMO));
    }
}
