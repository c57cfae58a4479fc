package dev.mayfly.console.source.chart;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.console.view.chart.TreeView;
import dev.mayfly.console.view.chart.TreeView.Node;
import dev.mayfly.kernel.snapshot.ChildSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The parts of the tree: supervisors with their children, and tasks with those that they spawned,
 * by scope. A task with neither parent nor children is left to the list. Used once.
 */
public final class TreeParts {
    private static final int MOST_NODES = 400;
    private static final int MOST_BELOW_ONE = 40;
    private static final int DEEPEST = 12;

    private final KernelSnapshot kernel;
    private final Map<TaskId, TaskSnapshot> tasks = new HashMap<>();
    private final Map<TaskId, List<TaskSnapshot>> byParent = new HashMap<>();
    private final Map<TaskId, SupervisorSnapshot> supervisors = new HashMap<>();
    private final Set<TaskId> supervised = new HashSet<>();
    private final Map<String, Integer> scopeSizes = new HashMap<>();
    private int nodes;

    private TreeParts(KernelSnapshot kernel) {
        this.kernel = kernel;
        kernel.supervisors()
                .forEach(each -> {
                    supervisors.put(each.id(), each);
                    each.children().stream()
                            .map(ChildSnapshot::task)
                            .filter(task -> task != null)
                            .forEach(supervised::add);
                });
        for (TaskSnapshot task : kernel.tasks()) {
            tasks.put(task.id(), task);
        }
        for (TaskSnapshot task : kernel.tasks()) {
            TaskId parent = task.parent();
            if (parent != null && !supervised.contains(task.id()) && !isSupervisor(task.id())) {
                byParent.computeIfAbsent(parent, id -> new ArrayList<>()).add(task);
            }
        }
    }

    /**
     * The parts of the page.
     *
     * @param kernel a picture of the kernel
     * @return in the order of display
     */
    public static List<Fragment> of(KernelSnapshot kernel) {
        TreeParts parts = new TreeParts(kernel);
        return List.of(
                Fragment.leaf("tree-head", "parts/tree :: head", parts.head()),
                Fragment.leaf("tree", "parts/tree :: trees", parts.trees()));
    }

    private boolean isSupervisor(TaskId task) {
        return supervisors.containsKey(task);
    }

    private TreeView.Head head() {
        int children = kernel.supervisors().stream().mapToInt(s -> s.children().size()).sum();
        long atTheEnd = kernel.supervisors().stream().filter(TreeParts::givesUpNext).count();
        List<String> facts = new ArrayList<>();
        facts.add(counted(children, "child", "children"));
        facts.add(counted(kernel.tasks().size(), "live task", "live tasks"));
        if (atTheEnd > 0) {
            facts.add(Words.count(atTheEnd) + " with no restart left");
        }
        return new TreeView.Head(
                counted(kernel.supervisors().size(), "supervisor", "supervisors"),
                List.copyOf(facts));
    }

    private TreeView.Trees trees() {
        List<Node> roots = new ArrayList<>();
        int hidden = 0;
        for (SupervisorSnapshot each : kernel.supervisors()) {
            TaskId parent = each.parent();
            if (parent == null || !supervisors.containsKey(parent)) {
                hidden += nodes < MOST_NODES ? 0 : 1;
                if (nodes < MOST_NODES) {
                    roots.add(supervisor(each, List.of(), 1));
                }
            }
        }
        for (TaskSnapshot task : kernel.tasks()) {
            if (isRoot(task)) {
                hidden += nodes < MOST_NODES ? 0 : 1;
                if (nodes < MOST_NODES) {
                    roots.add(task(task, "Task", 1));
                }
            }
        }
        return new TreeView.Trees(
                List.copyOf(roots),
                hidden == 0 ? null : Words.count(hidden) + " more trees are not shown.",
                roots.isEmpty() ? empty() : null);
    }

    /** What has someone below it and nobody alive above it. */
    private boolean isRoot(TaskSnapshot task) {
        return byParent.containsKey(task.id())
                && !supervised.contains(task.id())
                && !isSupervisor(task.id())
                && (task.parent() == null || !tasks.containsKey(task.parent()));
    }

    private static Empty empty() {
        return new Empty(
                "Nobody has started anybody",
                "Here are supervisors with their children, and tasks with the tasks that they"
                        + " spawned.",
                """
                scheduler.supervise("orders", s -> s
                        .strategy(RestartStrategy.ONE_FOR_ONE)
                        .child(ChildSpec.worker("inbox", this::readOrders)));\
                """);
    }

    // ---- supervisors

    private static boolean givesUpNext(SupervisorSnapshot each) {
        return each.restartsLeft() == 0 && each.intensity().restarts() > 0;
    }

    private Node supervisor(SupervisorSnapshot each, List<String> asChild, int depth) {
        nodes++;
        List<String> facts = new ArrayList<>(asChild);
        facts.add(words(each.strategy()));
        facts.add(restarts(each));
        facts.add("up " + coarse(each.uptime()));
        if (each.messages() > 0) {
            facts.add(counted(each.messages(), "message waits", "messages wait"));
        }
        List<Node> below = new ArrayList<>();
        int all = each.children().size();
        for (ChildSnapshot child : each.children()) {
            if (isRoom(below, depth)) {
                below.add(child(each, child, depth + 1));
            }
        }
        List<Node> spawned = spawned(each.id(), depth);
        below.addAll(spawned);
        return new Node(
                "tree-" + each.id().value(),
                "Supervisor",
                givesUpNext(each)
                        ? new StatePill("No restart left", "warn", Tone.RETRY)
                        : new StatePill("Running", "running", Tone.ALIVE),
                each.name(),
                facts,
                warning(each),
                below,
                hidden(all - (below.size() - spawned.size())));
    }

    private static @Nullable String warning(SupervisorSnapshot each) {
        List<String> warnings = new ArrayList<>();
        if (givesUpNext(each)) {
            warnings.add(
                    "At one more restart within the period it gives up: it ends its children and"
                            + " fails to whoever is above it.");
        }
        if (!each.stuck().isEmpty()) {
            warnings.add(
                    counted(each.stuck().size(), "former child", "former children")
                            + " did not end when told to.");
        }
        return warnings.isEmpty() ? null : String.join(" ", warnings);
    }

    private static String restarts(SupervisorSnapshot each) {
        RestartIntensity most = each.intensity();
        return most.restarts() == 0
                ? "gives up at the first restart"
                : each.restartsLeft()
                        + " of "
                        + counted(most.restarts(), "restart", "restarts")
                        + " left within "
                        + coarse(most.period());
    }

    private Node child(SupervisorSnapshot above, ChildSnapshot child, int depth) {
        List<String> facts = new ArrayList<>();
        facts.add(child.restart().name().toLowerCase(Locale.ROOT));
        facts.add(
                child.restarts() == 0
                        ? "never restarted"
                        : child.restarts() == 1
                                ? "restarted once"
                                : "restarted " + Words.count(child.restarts()) + " times");
        TaskId id = child.task();
        SupervisorSnapshot itself = id == null ? null : supervisors.get(id);
        if (itself != null) {
            return supervisor(itself, facts, depth);
        }
        TaskSnapshot task = id == null ? null : tasks.get(id);
        if (child.uptime() != null) {
            facts.add("up " + coarse(child.uptime()));
        }
        if (task != null) {
            facts.add(reason(task));
        }
        nodes++;
        List<Node> below = id == null ? List.of() : spawned(id, depth);
        return new Node(
                "tree-"
                        + above.id().value()
                        + "-"
                        + (id == null ? "c" + above.children().indexOf(child) : id.value()),
                "Child",
                pill(child, task),
                child.id(),
                facts,
                null,
                below,
                id == null ? null : hidden(size(id) - count(below)));
    }

    private static StatePill pill(ChildSnapshot child, @Nullable TaskSnapshot task) {
        return switch (child.status()) {
            case RUNNING ->
                    task == null
                            ? new StatePill("Running", "running", Tone.ALIVE)
                            : Pills.of(task.state());
            case RESTARTING -> new StatePill("Restarting", "retry", Tone.RETRY);
            case STOPPED -> new StatePill("Stopped", "cancelled", Tone.OVER);
        };
    }

    // ---- tasks

    private Node task(TaskSnapshot task, String kind, int depth) {
        nodes++;
        List<String> facts = new ArrayList<>();
        facts.add(task.system() ? "system" : "in " + task.queue());
        facts.add(reason(task));
        List<Node> below = spawned(task.id(), depth);
        return new Node(
                "tree-" + task.id().value(),
                kind,
                Pills.of(task.state()),
                task.name(),
                facts,
                null,
                below,
                hidden(size(task.id()) - count(below)));
    }

    /**
     * What a task spawned: those of no scope, and a node for each scope with those that are in it.
     */
    private List<Node> spawned(TaskId parent, int depth) {
        List<Node> below = new ArrayList<>();
        Map<String, List<TaskSnapshot>> scopes = new LinkedHashMap<>();
        for (TaskSnapshot task : byParent.getOrDefault(parent, List.of())) {
            String scope = task.scope();
            if (scope != null) {
                scopes.computeIfAbsent(scope, name -> new ArrayList<>()).add(task);
            } else if (isRoom(below, depth)) {
                below.add(task(task, "Subtask", depth + 1));
            }
        }
        scopes.forEach((name, inside) -> {
            if (isRoom(below, depth)) {
                below.add(scope(parent, name, inside, depth + 1));
            }
        });
        return below;
    }

    private Node scope(TaskId owner, String name, List<TaskSnapshot> inside, int depth) {
        nodes++;
        String id = "tree-" + owner.value() + "-scope-" + nodes;
        scopeSizes.put(id, inside.size());
        List<Node> below = new ArrayList<>();
        for (TaskSnapshot task : inside) {
            if (isRoom(below, depth)) {
                below.add(task(task, "Subtask", depth + 1));
            }
        }
        return new Node(
                id,
                "Scope",
                new StatePill("Open", "ready", Tone.LINE),
                name,
                List.of(counted(inside.size(), "subtask", "subtasks")),
                null,
                below,
                hidden(inside.size() - below.size()));
    }

    private boolean isRoom(List<Node> below, int depth) {
        return nodes < MOST_NODES && below.size() < MOST_BELOW_ONE && depth < DEEPEST;
    }

    private int size(TaskId parent) {
        return byParent.getOrDefault(parent, List.of()).size();
    }

    /** How many of those that a task spawned are below it, or below one of its scopes. */
    private int count(List<Node> below) {
        int count = 0;
        for (Node node : below) {
            // What a scope does not show, it says itself.
            count += scopeSizes.getOrDefault(node.id(), 1);
        }
        return count;
    }

    private static @Nullable String hidden(int count) {
        return count <= 0 ? null : Words.count(count) + " more are not shown";
    }

    private static String reason(TaskSnapshot task) {
        String reason = task.reason();
        return reason.isEmpty() ? "ran for " + Words.duration(task.runTime()) : reason;
    }

    private static String words(Enum<?> strategy) {
        return strategy.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whole minutes, once there are some: what changes each second draws the eye to nothing. */
    private static String coarse(Duration length) {
        return Words.coarse(
                length.toMinutes() > 0 ? Duration.ofMinutes(length.toMinutes()) : length);
    }

    private static String counted(long count, String one, String many) {
        return Words.count(count) + " " + (count == 1 ? one : many);
    }
}
