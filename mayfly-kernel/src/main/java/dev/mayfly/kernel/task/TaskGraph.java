package dev.mayfly.kernel.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tasks by name and what each comes after: a directed graph without cycles, submitted as one.
 *
 * {@snippet :
 * scheduler.submitAll(graph ->
 *         graph.task("load", this::load)
 *                 .task("clean", this::clean, "load")
 *                 .task("report", this::report, "clean", "load"));
 * }
 *
 * <p>Thread rule: immutable; its builder belongs to one thread.
 */
public final class TaskGraph {

    /**
     * One task of the graph.
     *
     * @param name unique in the graph, and the task's name unless the options say otherwise
     * @param queue where it goes
     * @param options how it is run
     * @param job what it does
     * @param after the names of those it comes after
     */
    public record Node(
            String name,
            String queue,
            TaskOptions options,
            SchedulableJob<?> job,
            Set<String> after) {}

    private final List<Node> inOrder;

    private TaskGraph(Map<String, Node> nodes) {
        for (Node node : nodes.values()) {
            for (String name : node.after()) {
                if (!nodes.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "task \""
                                    + node.name()
                                    + "\" comes after \""
                                    + name
                                    + "\", which is not in the graph; it has "
                                    + nodes.keySet());
                }
            }
        }
        inOrder = List.copyOf(new Walk(nodes).order());
    }

    /**
     * Makes a graph.
     *
     * @param content adds the tasks
     * @return the graph
     * @throws IllegalArgumentException if two tasks have one name, one comes after a name that is
     *     not in the graph, or there is a cycle, whose path is named
     */
    public static TaskGraph of(Consumer<Builder> content) {
        var builder = new Builder();
        content.accept(builder);
        return new TaskGraph(builder.nodes);
    }

    /**
     * The tasks, each after all that it comes after, otherwise in the order they were added.
     *
     * @return an immutable list
     */
    public List<Node> inOrder() {
        return inOrder;
    }

    /** Depth first with a path of its own: a graph may be deeper than a stack. */
    private static final class Walk {

        private final Map<String, Node> nodes;
        private final Map<String, Node> done = new LinkedHashMap<>();
        private final List<Step> path = new ArrayList<>();
        private final Set<String> onPath = new HashSet<>();

        private record Step(Node node, Iterator<String> left) {}

        Walk(Map<String, Node> nodes) {
            this.nodes = nodes;
        }

        Collection<Node> order() {
            for (Node start : nodes.values()) {
                enter(start);
                while (!path.isEmpty()) {
                    Step step = path.getLast();
                    if (step.left().hasNext()) {
                        Node next = nodes.get(step.left().next());
                        assert next != null : "names were checked";
                        enter(next);
                    } else {
                        path.removeLast();
                        onPath.remove(step.node().name());
                        done.put(step.node().name(), step.node());
                    }
                }
            }
            return done.values();
        }

        private void enter(Node node) {
            if (done.containsKey(node.name())) {
                return;
            }
            if (!onPath.add(node.name())) {
                throw new IllegalArgumentException("the graph has a cycle: " + cycle(node.name()));
            }
            path.add(new Step(node, node.after().iterator()));
        }

        private String cycle(String name) {
            var text = new StringBuilder();
            boolean within = false;
            for (Step step : path) {
                within |= step.node().name().equals(name);
                if (within) {
                    text.append(step.node().name()).append(" after ");
                }
            }
            return text.append(name).toString();
        }
    }

    /** Gathers tasks. Belongs to one thread. */
    public static final class Builder {

        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private String queue = "default";

        private Builder() {}

        /**
         * Sets the queue of the tasks added from here on.
         *
         * @param name {@code default} if not set
         * @return this
         */
        public Builder queue(String name) {
            this.queue = name;
            return this;
        }

        /**
         * Adds a task.
         *
         * @param name unique in the graph
         * @param job what it does
         * @param after the names of those it comes after, added before or later
         * @return this
         * @throws IllegalArgumentException if the name is blank or taken
         */
        public Builder task(String name, SchedulableJob<?> job, String... after) {
            return task(TaskOptions.named(name), job, after);
        }

        /**
         * Adds a task with options.
         *
         * @param options a name, unique in the graph, and how it is run; also tasks outside the
         *     graph that it comes after
         * @param job what it does
         * @param after the names of those it comes after, added before or later
         * @return this
         * @throws IllegalArgumentException if there is no name or it is taken
         */
        public Builder task(TaskOptions options, SchedulableJob<?> job, String... after) {
            String name = options.name();
            if (name == null) {
                throw new IllegalArgumentException("a task of a graph needs a name: " + options);
            }
            var names = new LinkedHashSet<>(List.of(after));
            if (nodes.putIfAbsent(name, new Node(name, queue, options, job, names)) != null) {
                throw new IllegalArgumentException(
                        "two tasks of the graph are called \"" + name + '"');
            }
            return this;
        }
    }
}
