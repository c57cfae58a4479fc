package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The queues of users by name, and what is changed about them while they run. Safe for use by any
 * thread; which queues there are never changes.
 */
public final class QueueTable {

    private final Map<String, TaskQueue> queues = new LinkedHashMap<>();
    private final Map<String, Engine> engines;
    private final Consumer<LongFunction<KernelEvent>> events;

    QueueTable(
            List<KernelConfig.Queue> configured,
            Map<String, Engine> engines,
            Consumer<LongFunction<KernelEvent>> events) {
        this.engines = engines;
        this.events = events;
        for (KernelConfig.Queue queue : configured) {
            queues.put(
                    queue.name(),
                    new TaskQueue(
                            queue.name(),
                            engine(queue.engine()),
                            queue.concurrency(),
                            queue.priority()));
        }
    }

    /**
     * Finds a queue.
     *
     * @throws IllegalArgumentException if there is none; it names those there are
     */
    TaskQueue get(String name) {
        TaskQueue queue = queues.get(name);
        if (queue == null) {
            throw new IllegalArgumentException(
                    "there is no queue \"" + name + "\"; the queues are " + queues.keySet());
        }
        return queue;
    }

    private Engine engine(String name) {
        Engine engine = engines.get(name);
        if (engine == null) {
            throw new IllegalArgumentException(
                    "there is no engine \"" + name + "\"; the engines are " + engines.keySet());
        }
        return engine;
    }

    /**
     * Pauses a queue.
     *
     * @param name its name
     */
    public void pause(String name) {
        if (get(name).pause()) {
            events.accept(now -> new KernelEvent.QueuePaused(now, name));
        }
    }

    /**
     * Resumes a queue.
     *
     * @param name its name
     */
    public void resume(String name) {
        if (get(name).resume()) {
            events.accept(now -> new KernelEvent.QueueResumed(now, name));
        }
    }

    /**
     * Changes a queue's concurrency.
     *
     * @param name its name
     * @param limit 1 or more
     */
    public void concurrency(String name, int limit) {
        get(name).concurrency(limit);
        events.accept(now -> new KernelEvent.QueueConcurrencyChanged(now, name, limit));
    }

    /**
     * Changes what a queue's further tasks get.
     *
     * @param name its name
     * @param engine where they run
     * @param priority 1 to 31, of those that ask for none
     */
    public void route(String name, String engine, int priority) {
        if (get(name).route(engine(engine), priority)) {
            events.accept(now -> new KernelEvent.QueueRouted(now, name, engine, priority));
        }
    }

    /** Stops all starts, for the part of a shutdown that cancels. */
    void pauseAll() {
        queues.values().forEach(TaskQueue::pause);
    }

    /** {@return how many there are} */
    int size() {
        return queues.size();
    }

    /** {@return a picture of each} */
    List<QueueSnapshot> snapshots() {
        return queues.values().stream().map(TaskQueue::snapshot).toList();
    }
}
