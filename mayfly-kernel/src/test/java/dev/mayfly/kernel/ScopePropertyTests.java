package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.task.ScopeFailedException;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.ScopeOptions.Joiner;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Random trees of scopes, whose subtasks succeed, fail, run into deadlines and are cancelled with
 * their owner, in simulated time: each ends in the very nanosecond in which a model says so, and so
 * before its parent; and nothing is left.
 */
class ScopePropertyTests {

    private static final int TREES = 1_000;
    private static final long SECOND = 1_000_000_000;

    /** A subtask: a leaf that takes its time, or the owner of a scope with subtasks. */
    private sealed interface Node {
        int id();
    }

    private record Leaf(int id, long nanos, boolean fails) implements Node {}

    /** What the body of a scope does once it has forked. */
    private enum Body {
        JOINS,
        FORGETS_TO_JOIN,
        JOINS_AND_THROWS,
        THROWS_AT_ONCE
    }

    private record Owner(int id, Joiner joiner, long deadline, Body body, List<Node> subtasks)
            implements Node {}

    private static final long NONE = Long.MAX_VALUE;

    /** A tree, and when its root is cancelled from outside. */
    private record Tree(Owner root, long cancelledAt) {}

    // ---- the generator

    private static Tree random(long seed) {
        var random = new SplittableRandom(seed);
        Owner root = owner(random, new int[1], 3);
        return new Tree(root, random.nextInt(3) == 0 ? nanos(random) : NONE);
    }

    /** Drawn so finely that no two moments are the same. */
    private static long nanos(SplittableRandom random) {
        return 1 + random.nextLong(10 * SECOND);
    }

    private static Owner owner(SplittableRandom random, int[] ids, int depth) {
        int id = ids[0]++;
        List<Node> subtasks = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            subtasks.add(
                    depth > 0 && random.nextInt(3) == 0
                            ? owner(random, ids, depth - 1)
                            : new Leaf(ids[0]++, nanos(random), random.nextInt(4) == 0));
        }
        Joiner joiner = Joiner.values()[random.nextInt(3)];
        long deadline = random.nextInt(3) == 0 ? nanos(random) : NONE;
        Body body =
                random.nextInt(3) > 0
                        ? Body.JOINS
                        : Body.values()[random.nextInt(Body.values().length)];
        return new Owner(id, joiner, deadline, body, subtasks);
    }

    // ---- the model

    private record End(long at, boolean success) {}

    /** When and how a node that begins at zero ends, if nobody cancels it. */
    private static End model(Node node) {
        return switch (node) {
            case Leaf leaf -> new End(leaf.nanos(), !leaf.fails());
            case Owner owner when owner.body() == Body.THROWS_AT_ONCE -> new End(0, false);
            case Owner owner -> {
                End joined = joined(owner);
                yield owner.body() == Body.JOINS_AND_THROWS ? new End(joined.at(), false) : joined;
            }
        };
    }

    private static End joined(Owner owner) {
        List<End> ends = owner.subtasks().stream().map(ScopePropertyTests::model).toList();
        long last = ends.stream().mapToLong(End::at).max().orElse(0);
        long success = first(ends, true);
        long failure = first(ends, false);
        End end =
                switch (owner.joiner()) {
                    case ALL -> new End(last, true);
                    case ALL_SUCCESSFUL ->
                            failure == NONE ? new End(last, true) : new End(failure, false);
                    case ANY_SUCCESSFUL ->
                            success == NONE
                                    ? new End(last, ends.isEmpty())
                                    : new End(success, true);
                };
        return end.at() < owner.deadline() ? end : new End(owner.deadline(), false);
    }

    private static long first(List<End> ends, boolean success) {
        return ends.stream()
                .filter(end -> end.success() == success)
                .mapToLong(End::at)
                .min()
                .orElse(NONE);
    }

    /** When each node ends that begins, all at zero: none later than its parent. */
    private static void expect(Node node, long parentEnds, Map<Integer, Long> ends) {
        long own = Math.min(model(node).at(), parentEnds);
        ends.put(node.id(), own);
        if (node instanceof Owner owner) {
            owner.subtasks().forEach(subtask -> expect(subtask, own, ends));
        }
    }

    // ---- the run

    private static final class Log {
        final Map<Integer, Long> begun = new TreeMap<>();
        final Map<Integer, Long> ended = new TreeMap<>();
        final List<Integer> order = new ArrayList<>();
        boolean left;
    }

    private static Log run(Tree tree, long seed, Consumer<SchedulerBuilder> fault) {
        var log = new Log();
        Simulation.withSeed(seed)
                .shuffled()
                .configured(fault)
                .run(sim -> {
                    long zero = sim.clock().nanoTime();
                    TaskHandle<?> root =
                            sim.scheduler()
                                    .spawn(t ->
                                            own(
                                                    t,
                                                    tree.root(),
                                                    () -> sim.clock().nanoTime() - zero,
                                                    log));
                    if (tree.cancelledAt() != NONE) {
                        sim.runFor(Duration.ofNanos(tree.cancelledAt()));
                        root.cancel();
                    }
                    sim.await(root);
                    log.left = !sim.scheduler().snapshot().tasks().isEmpty();
                });
        return log;
    }

    private interface Now {
        long nanos();
    }

    private static int live(TaskContext task, Node node, Now now, Log log) throws IOException {
        if (node instanceof Owner owner) {
            return own(task, owner, now, log);
        }
        Leaf leaf = (Leaf) node;
        begin(node, now, log);
        try {
            task.sleep(Duration.ofNanos(leaf.nanos()));
            if (leaf.fails()) {
                throw new IOException("told to");
            }
            return leaf.id();
        } finally {
            end(node, now, log);
        }
    }

    private static int own(TaskContext task, Owner owner, Now now, Log log) throws IOException {
        begin(owner, now, log);
        try {
            ScopeOptions options = ScopeOptions.DEFAULTS.withJoiner(owner.joiner());
            if (owner.deadline() != NONE) {
                options = options.withTimeout(Duration.ofNanos(owner.deadline()));
            }
            return task.<Integer, IOException>scope(
                    options,
                    scope -> {
                        for (Node subtask : owner.subtasks()) {
                            scope.fork(t -> live(t, subtask, now, log));
                        }
                        switch (owner.body()) {
                            case JOINS -> scope.join();
                            case FORGETS_TO_JOIN -> {}
                            case JOINS_AND_THROWS -> {
                                joinAnyhow(scope::join);
                                throw new IOException("told to");
                            }
                            case THROWS_AT_ONCE -> throw new IOException("told to");
                        }
                        return owner.id();
                    });
        } finally {
            end(owner, now, log);
        }
    }

    private static void joinAnyhow(Runnable join) {
        try {
            join.run();
        } catch (ScopeFailedException e) {
            // and goes on to throw something else
        }
    }

    private static void begin(Node node, Now now, Log log) {
        log.begun.put(node.id(), now.nanos());
    }

    private static void end(Node node, Now now, Log log) {
        log.ended.put(node.id(), now.nanos());
        log.order.add(node.id());
    }

    // ---- the properties

    private static List<String> problems(Tree tree, Log log) {
        List<String> problems = new ArrayList<>();
        Map<Integer, Long> expected = new TreeMap<>();
        expect(tree.root(), tree.cancelledAt(), expected);
        log.begun.forEach((id, at) -> {
            if (!expected.get(id).equals(log.ended.get(id))) {
                problems.add(
                        "%d ended at %d and not at %d"
                                .formatted(id, log.ended.get(id), expected.get(id)));
            }
        });
        expected.forEach((id, at) -> {
            if (at > 0 && !log.begun.containsKey(id)) {
                problems.add(id + " did not begin");
            }
        });
        if (log.left) {
            problems.add("tasks were left");
        }
        endsAfterItsParent(tree.root(), log, problems);
        return problems;
    }

    private static void endsAfterItsParent(Owner owner, Log log, List<String> problems) {
        int place = log.order.indexOf(owner.id());
        for (Node subtask : owner.subtasks()) {
            if (log.begun.containsKey(subtask.id()) && log.order.indexOf(subtask.id()) > place) {
                problems.add(subtask.id() + " outlived " + owner.id());
            }
            if (subtask instanceof Owner inner) {
                endsAfterItsParent(inner, log, problems);
            }
        }
    }

    private static boolean isBroken(Tree tree, long seed, Consumer<SchedulerBuilder> fault) {
        return !problems(tree, run(tree, seed, fault)).isEmpty();
    }

    private static final Consumer<SchedulerBuilder> NO_FAULT = builder -> {};

    @Test
    void holdsForRandomTrees() {
        for (long seed = 0; seed < TREES; seed++) {
            long own = seed;
            Tree tree = random(seed);
            if (isBroken(tree, seed, NO_FAULT)) {
                Tree smallest = shrink(tree, t -> isBroken(t, own, NO_FAULT));
                throw new AssertionError(
                        "seed %d, shrunk to %s: %s"
                                .formatted(
                                        seed,
                                        smallest,
                                        problems(smallest, run(smallest, seed, NO_FAULT))));
            }
        }
    }

    @Test
    void theTreesReachEveryRule() {
        int failed = 0;
        int late = 0;
        int cancelled = 0;
        for (long seed = 0; seed < TREES; seed++) {
            Tree tree = random(seed);
            End end = model(tree.root());
            failed += end.success() ? 0 : 1;
            late += end.at() == tree.root().deadline() ? 1 : 0;
            cancelled += tree.cancelledAt() < end.at() ? 1 : 0;
        }
        assertThat(List.of(failed, late, cancelled)).allMatch(count -> count > TREES / 20);
    }

    private static Tree caught(TaskScopeFaultTests.Fault fault) {
        Consumer<SchedulerBuilder> planted =
                builder -> {
                    var ignored = TaskScopeFaultTests.plant(builder, fault);
                };
        for (long seed = 0; seed < TREES; seed++) {
            long own = seed;
            Tree tree = random(seed);
            if (isBroken(tree, seed, planted)) {
                return shrink(tree, t -> isBroken(t, own, planted));
            }
        }
        throw new AssertionError("not caught by " + TREES + " trees");
    }

    @Test
    void catchesScopesThatDoNotCancelTheSiblings() {
        Tree smallest =
                caught((task, options, body) ->
                        task.scope(
                                options.joiner() == Joiner.ALL_SUCCESSFUL
                                        ? options.withJoiner(Joiner.ALL)
                                        : options,
                                body::run));
        assertThat(size(smallest.root())).isLessThanOrEqualTo(3);
    }

    @Test
    void catchesScopesThatForgetTheirDeadline() {
        Tree smallest =
                caught((task, options, body) ->
                        task.scope(ScopeOptions.DEFAULTS.withJoiner(options.joiner()), body::run));
        assertThat(size(smallest.root())).isLessThanOrEqualTo(3);
    }

    @Test
    void catchesScopesWhoseSubtasksOutliveThem() {
        Tree smallest =
                caught((task, options, body) -> body.run(new TaskScopeFaultTests.Spawning(task)));
        assertThat(size(smallest.root())).isLessThanOrEqualTo(2);
    }

    private static int size(Node node) {
        return node instanceof Owner owner
                ? 1 + owner.subtasks().stream().mapToInt(ScopePropertyTests::size).sum()
                : 1;
    }

    // ---- shrinking

    private static Tree shrink(Tree tree, Predicate<Tree> fails) {
        for (Tree smaller : smaller(tree)) {
            if (fails.test(smaller)) {
                return shrink(smaller, fails);
            }
        }
        return tree;
    }

    private static List<Tree> smaller(Tree tree) {
        List<Tree> all = new ArrayList<>();
        if (tree.cancelledAt() != NONE) {
            all.add(new Tree(tree.root(), NONE));
        }
        for (Node subtask : tree.root().subtasks()) {
            if (subtask instanceof Owner inner) {
                all.add(new Tree(inner, tree.cancelledAt()));
            }
        }
        smaller(tree.root()).forEach(root -> all.add(new Tree(root, tree.cancelledAt())));
        return all;
    }

    private static List<Owner> smaller(Owner owner) {
        List<Owner> all = new ArrayList<>();
        for (int i = 0; i < owner.subtasks().size(); i++) {
            List<Node> fewer = new ArrayList<>(owner.subtasks());
            Node gone = fewer.remove(i);
            all.add(with(owner, fewer));
            if (gone instanceof Owner inner) {
                for (Owner smaller : smaller(inner)) {
                    List<Node> others = new ArrayList<>(owner.subtasks());
                    others.set(i, smaller);
                    all.add(with(owner, others));
                }
            }
        }
        return all;
    }

    private static Owner with(Owner owner, List<Node> subtasks) {
        return new Owner(owner.id(), owner.joiner(), owner.deadline(), owner.body(), subtasks);
    }
}
