package dev.mayfly.jobs.internal.admit;

import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Policies as they act on the kernel's queues of this process: concurrency, engine, priority and
 * pause. What no policy says is as the kernel was configured. Safe for use by any thread; changes
 * of one queue come one after the other.
 */
public final class KernelQueues {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");

    private final Scheduler scheduler;

    /** What the kernel's configuration says. */
    private final TreeMap<String, QueueSnapshot> configured = new TreeMap<>();

    private final Set<String> engines = new TreeSet<>();

    /** Those that were paused here because of their policy, and by nobody else. */
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    /** Those whose concurrency here is that of their policy. */
    private final Set<String> resized = ConcurrentHashMap.newKeySet();

    /** Those whose engine or priority here is that of their policy. */
    private final Set<String> routed = ConcurrentHashMap.newKeySet();

    /**
     * Takes the queues as they are.
     *
     * @param scheduler whose, as it was configured
     */
    public KernelQueues(Scheduler scheduler) {
        this.scheduler = scheduler;
        KernelSnapshot kernel = scheduler.outline();
        kernel.queues().forEach(queue -> configured.put(queue.name(), queue));
        kernel.engines().forEach(engine -> engines.add(engine.name()));
    }

    /** {@return the queues of this process, in alphabetical order} */
    public Collection<String> names() {
        return configured.keySet();
    }

    /**
     * Whether this process has a queue.
     *
     * @param queue its name
     * @return false if only other nodes may have it
     */
    public boolean has(String queue) {
        return configured.containsKey(queue);
    }

    /**
     * Checks that this process has a queue.
     *
     * @param queue its name
     * @throws IllegalArgumentException if it has none; names those there are
     */
    public void check(String queue) {
        if (!has(queue)) {
            throw new IllegalArgumentException(
                    "queue \""
                            + queue
                            + "\" does not exist; the queues are "
                            + String.join(", ", names()));
        }
    }

    /**
     * Checks that this process has an engine.
     *
     * @param routing which names one, or none
     * @throws IllegalArgumentException if it has none of that name; names those there are
     */
    public void check(QueueRouting routing) {
        String engine = routing.engine();
        if (engine != null && !engines.contains(engine)) {
            throw new IllegalArgumentException(
                    "engine \""
                            + engine
                            + "\" does not exist; the engines are "
                            + String.join(", ", engines));
        }
    }

    /**
     * The priority of jobs that ask for none.
     *
     * @param policy of their queue
     * @return that of the policy, else the configured one; 10 for a queue that is not here
     */
    public int priority(QueuePolicy policy) {
        Integer routed = policy.routing().priority();
        QueueSnapshot here = configured.get(policy.queue());
        return routed != null ? routed : here == null ? Priority.DEFAULT : here.priority();
    }

    /**
     * Makes a queue what its policy says.
     *
     * @param policy as it is now; of a queue that is here
     */
    public void apply(QueuePolicy policy) {
        QueueSnapshot here = configured.get(policy.queue());
        if (here == null) {
            return;
        }
        resize(policy.limits().perNode(), here);
        route(policy, here);
        if (policy.pause() != null) {
            pause(here.name());
        } else if (paused.remove(here.name())) {
            scheduler.resume(here.name());
        }
    }

    private void resize(@Nullable Integer perNode, QueueSnapshot here) {
        if (perNode != null) {
            resized.add(here.name());
            scheduler.concurrency(here.name(), perNode);
        } else if (resized.remove(here.name())) {
            scheduler.concurrency(here.name(), here.concurrency());
        }
    }

    private void route(QueuePolicy policy, QueueSnapshot here) {
        QueueRouting routing = policy.routing();
        if (!routing.equals(QueueRouting.NONE)) {
            routed.add(here.name());
        } else if (!routed.remove(here.name())) {
            return; // nobody has ever moved it
        }
        String engine = routing.engine() == null ? here.engine() : routing.engine();
        if (!engines.contains(engine)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "queue "
                            + here.name()
                            + " is to run on engine "
                            + engine
                            + ", as "
                            + policy.changedBy()
                            + " has set, but this node has none of that name; it stays on "
                            + here.engine());
            engine = here.engine();
        }
        scheduler.route(here.name(), engine, priority(policy));
    }

    /**
     * Pauses a queue here, if nobody has; what was handed to the kernel before must not start
     * either.
     *
     * @param queue which
     */
    public void pause(String queue) {
        boolean held =
                scheduler.outline().queues().stream()
                        .anyMatch(seen -> seen.name().equals(queue) && seen.paused());
        if (!held) { // else somebody here holds it back, and goes on doing so after the rule
            paused.add(queue);
            scheduler.pause(queue);
        }
    }
}
