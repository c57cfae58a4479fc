package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.task.JoinResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one task waits for before it may start, and the other side, who waits for one task.
 *
 * <p>Each pair of tasks is settled once, by whoever takes the waiting one out of the other's {@link
 * Dependents}: the thread that ended the other, or the one that was just adding it. A task that is
 * ended meanwhile takes itself out, so that nothing is kept for the dead.
 */
final class Dependencies {

    /** Those that wait for one task, in the order they came. */
    static final class Dependents {

        /** Guarded by this. */
        private final Set<Task<?>> waiting = new LinkedHashSet<>();

        synchronized void add(Task<?> task) {
            waiting.add(task);
        }

        /** Returns true if it was there, and so is the caller's to settle. */
        synchronized boolean remove(Task<?> task) {
            return waiting.remove(task);
        }

        synchronized List<Task<?>> take() {
            List<Task<?>> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        }

        synchronized int size() {
            return waiting.size();
        }
    }

    private final Task<?> task;

    /** Guarded by this: those that have not ended. */
    private final Set<Task<?>> open;

    /** Guarded by this: it was started, skipped or ended, and nothing follows from what comes. */
    private boolean decided;

    /** Guarded by this: all of them know that the task waits. */
    private boolean complete;

    Dependencies(Task<?> task, Set<Task<?>> on) {
        this.task = task;
        this.open = new LinkedHashSet<>(on);
    }

    /** Begins to wait; starts or skips the task at once where nothing is left to wait for. */
    void begin() {
        List<Task<?>> all;
        synchronized (this) {
            all = List.copyOf(open);
        }
        var ended = new ArrayDeque<Task<?>>();
        for (Task<?> other : all) {
            Dependents dependents = other.dependents();
            dependents.add(task);
            // It may have ended before it could know: then either it or this takes the task out.
            if (other.result() != null && dependents.remove(task) && settle(other)) {
                ended.add(task);
            }
        }
        boolean start;
        synchronized (this) {
            complete = true;
            start = !decided && open.isEmpty();
            decided |= start;
        }
        if (start) {
            task.launch();
        }
        if (task.result() != null) {
            // It was skipped or cancelled while it was being added to the rest.
            forget();
        }
        settleAll(ended);
    }

    /** Tells all that wait for a task that it has ended, and so on for those that end by it. */
    static void settleAll(Task<?> task) {
        if (task.hasDependents()) {
            var ended = new ArrayDeque<Task<?>>();
            ended.add(task);
            settleAll(ended);
        }
    }

    /** By a list and not by recursion: a chain may be longer than a stack is deep. */
    private static void settleAll(ArrayDeque<Task<?>> ended) {
        for (Task<?> next = ended.poll(); next != null; next = ended.poll()) {
            if (!next.hasDependents()) {
                continue;
            }
            for (Task<?> waiting : next.dependents().take()) {
                Dependencies dependencies = waiting.dependencies();
                if (dependencies != null && dependencies.settle(next)) {
                    ended.add(waiting);
                }
            }
        }
    }

    /** One of them has ended. Returns true if the task was skipped for that. */
    private boolean settle(Task<?> other) {
        JoinResult<?> result = other.result();
        assert result != null : other.id() + " is settled before its end";
        boolean skip = !(result instanceof JoinResult.Success);
        synchronized (this) {
            open.remove(other);
            if (decided || !skip && !(complete && open.isEmpty())) {
                return false;
            }
            decided = true;
        }
        if (skip) {
            return task.skip(
                    "it comes after "
                            + other.id()
                            + " ("
                            + other.name()
                            + "), which "
                            + ended(result));
        }
        task.launch();
        return false;
    }

    private static String ended(JoinResult<?> result) {
        return switch (result) {
            case JoinResult.Failure<?>(Throwable cause) -> "failed with " + cause;
            case JoinResult.Skipped<?> s -> "was skipped";
            default -> "was cancelled";
        };
    }

    /** The task has ended without them: they need not tell it. */
    void forget() {
        List<Task<?>> rest;
        synchronized (this) {
            decided = true;
            rest = List.copyOf(open);
            open.clear();
        }
        for (Task<?> other : rest) {
            other.dependents().remove(task);
        }
    }

    /** What is waited for, or null if nothing is any more. */
    synchronized @Nullable String describe() {
        if (decided) {
            return null;
        }
        Task<?> first = open.isEmpty() ? null : open.iterator().next();
        String name = first == null ? "its dependencies" : first.id() + " (" + first.name() + ")";
        int more = open.size() - 1;
        return "waits for " + name + (more > 0 ? " and " + more + " more" : "") + " to complete";
    }
}
