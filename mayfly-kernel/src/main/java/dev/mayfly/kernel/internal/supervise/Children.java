package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.snapshot.ChildSnapshot;
import dev.mayfly.kernel.supervise.ChildCounts;
import dev.mayfly.kernel.supervise.ChildInfo;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The children of one supervisor in the order of their start. Written by the supervisor's task,
 * read by whoever takes pictures: everything is guarded by this.
 */
final class Children {

    private final String supervisor;

    /** By id; dynamic children, which all have one id, by themselves. */
    private final Map<Object, Child> all = new LinkedHashMap<>();

    private final Map<TaskId, Child> running = new HashMap<>();

    /** Those that did not end when told to, until they do. */
    private final Map<TaskId, TaskHandle<?>> stuck = new LinkedHashMap<>();

    /** The name of the supervisor is for refusals. */
    Children(String supervisor) {
        this.supervisor = supervisor;
    }

    /** Adds a child that does not run. */
    synchronized Child add(ChildSpec spec, boolean dynamic) {
        var child = new Child(spec);
        all.put(dynamic ? child : spec.id(), child);
        return child;
    }

    /** Forgets a child that does not run. */
    synchronized void remove(Child child) {
        assert child.task == null : child.spec.id() + " runs and would be forgotten";
        child.restarting = false;
        if (!all.remove(child.spec.id(), child)) {
            all.remove(child);
        }
    }

    synchronized void started(
            Child child, TaskHandle<?> task, @Nullable SupervisorTask nested, long now) {
        child.task = task;
        child.supervisor = nested;
        child.restarting = false;
        child.started = now;
        running.put(task.id(), child);
    }

    /** A child that runs has got through its start. */
    synchronized void confirmed(Child child) {
        child.starts++;
    }

    /** A child does not run any more, or not yet again. */
    synchronized void stopped(Child child, boolean restarting) {
        TaskHandle<?> task = child.task;
        if (task != null) {
            running.remove(task.id());
        }
        child.task = null;
        child.supervisor = null;
        child.restarting = restarting;
    }

    synchronized void stuck(TaskHandle<?> task) {
        stuck.values().removeIf(TaskHandle::isDone);
        stuck.put(task.id(), task);
    }

    synchronized @Nullable Child find(String id) {
        return all.get(id);
    }

    /** Finds a child, or refuses. */
    synchronized Child known(String id) {
        Child child = find(id);
        if (child == null) {
            throw new IllegalArgumentException(
                    "supervisor " + supervisor + " has no child \"" + id + '"');
        }
        return child;
    }

    /** Finds a child that does not run and is not about to, or refuses. */
    synchronized Child stopped(String id) {
        Child child = known(id);
        if (child.task != null || child.restarting) {
            throw new IllegalStateException(describe(child) + "; end it first: terminateChild");
        }
        return child;
    }

    synchronized String describe(Child child) {
        TaskHandle<?> task = child.task;
        return "child \""
                + child.spec.id()
                + "\" of supervisor "
                + supervisor
                + (task != null
                        ? " runs as " + task.id()
                        : child.restarting ? " is being restarted" : " is stopped");
    }

    synchronized @Nullable Child find(TaskId task) {
        return running.get(task);
    }

    synchronized @Nullable SupervisorTask supervisor(String id) {
        Child child = all.get(id);
        return child == null ? null : child.supervisor;
    }

    synchronized List<Child> list() {
        return new ArrayList<>(all.values());
    }

    /** A child and those behind it. */
    List<Child> from(Child first) {
        List<Child> list = list();
        int place = list.indexOf(first);
        assert place >= 0 : first.spec.id() + " is not among the children";
        return list.subList(place, list.size());
    }

    /** Whether a significant child runs or is about to. */
    synchronized boolean anySignificant() {
        return all.values().stream()
                .anyMatch(child ->
                        child.spec.significant() && child.status() != ChildInfo.Status.STOPPED);
    }

    synchronized List<ChildInfo> infos() {
        return all.values().stream()
                .map(child ->
                        new ChildInfo(
                                child.spec.id(), child.status(), child.task, child.spec.type()))
                .toList();
    }

    synchronized ChildCounts counts() {
        int supervisors = 0;
        for (Child child : all.values()) {
            if (child.spec.type() == ChildSpec.Type.SUPERVISOR) {
                supervisors++;
            }
        }
        int specs = all.size();
        return new ChildCounts(specs, running.size(), supervisors, specs - supervisors);
    }

    synchronized List<ChildSnapshot> snapshots(long now) {
        List<ChildSnapshot> pictures = new ArrayList<>(all.size());
        for (Child child : all.values()) {
            TaskHandle<?> task = child.task;
            pictures.add(
                    new ChildSnapshot(
                            child.spec.id(),
                            child.status(),
                            task == null ? null : task.id(),
                            child.spec.type(),
                            child.spec.restart(),
                            task == null ? null : Duration.ofNanos(now - child.started),
                            Math.max(0, child.starts - 1)));
        }
        return List.copyOf(pictures);
    }

    synchronized List<TaskId> stuck() {
        stuck.values().removeIf(TaskHandle::isDone);
        return List.copyOf(stuck.keySet());
    }
}
