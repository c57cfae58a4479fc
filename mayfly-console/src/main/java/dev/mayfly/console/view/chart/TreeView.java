package dev.mayfly.console.view.chart;

import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.StatePill;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The models of the page that shows who started whom.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class TreeView {

    private TreeView() {}

    /**
     * The head of the page.
     *
     * @param sentence how many supervisors there are, in one sentence
     * @param facts how many tasks are here, and such
     */
    public record Head(String sentence, List<String> facts) {}

    /**
     * A supervisor, a child, a scope or a task.
     *
     * @param id the element's id
     * @param kind what it is, in one word
     * @param pill how it is
     * @param name its name
     * @param facts more about it, shortest first
     * @param warning what is about to go wrong, absent for nothing
     * @param nodes those below it
     * @param note how many below it are not shown; absent when all are
     */
    public record Node(
            String id,
            String kind,
            StatePill pill,
            String name,
            List<String> facts,
            @Nullable String warning,
            List<Node> nodes,
            @Nullable String note) {

        /** Copies the lists. */
        public Node {
            facts = List.copyOf(facts);
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * All trees.
     *
     * @param roots by their start
     * @param note how many are not shown; absent when all are
     * @param empty what to say when there is none; absent when there is one
     */
    public record Trees(List<Node> roots, @Nullable String note, @Nullable Empty empty) {}
}
