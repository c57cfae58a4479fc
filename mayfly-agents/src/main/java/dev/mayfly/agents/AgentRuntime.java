package dev.mayfly.agents;

import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.agents.event.LatencyListener;
import dev.mayfly.agents.internal.Agents;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.broadcast.GossipBroadcast;
import dev.mayfly.agents.primitive.broadcast.GossipSettings;
import dev.mayfly.agents.primitive.broadcast.Membership;
import dev.mayfly.agents.primitive.broadcast.Transport;
import dev.mayfly.agents.primitive.channel.Channel;
import dev.mayfly.agents.primitive.channel.LocalChannel;
import dev.mayfly.agents.primitive.channel.Select;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.agents.primitive.lease.LocalLeaseTable;
import dev.mayfly.agents.primitive.promise.LocalPromise;
import dev.mayfly.agents.primitive.promise.Promise;
import dev.mayfly.agents.primitive.quorum.OpenQuestions;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.agents.snapshot.LeaseSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.supervise.ChildSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where agents live: starts them, finds them, and ends them.
 *
 * {@snippet :
 * try (var scheduler = Scheduler.builder().queue("default").build();
 *         var agents = AgentRuntime.on(scheduler)) {
 *     AgentRef<String> greeter = agents.spawn("greeter", () -> (name, self) -> print("Hello " + name));
 *     greeter.tell("World");
 * }
 * }
 *
 * <p>Handlers run on the carriers of the queue's engine, where it has any, beside its tasks; else
 * in a few tasks of that queue. Bodies are tasks.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class AgentRuntime implements AutoCloseable {

    /** How long {@link #close()} lets agents drain: 10 s. */
    public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    /** So many leases, and quorums, are in a picture; whoever has more knows them better. */
    private static final int MOST_AGREED = 100;

    private final Agents agents;

    /** Those that somebody uses still. Guarded by itself. */
    private final Set<LocalLeaseTable> leaseTables = Collections.newSetFromMap(new WeakHashMap<>());

    private final OpenQuestions questions = new OpenQuestions();

    private AgentRuntime(Agents agents) {
        this.agents = agents;
    }

    /**
     * Agents on the default queue of a scheduler.
     *
     * @param scheduler outlives this: close this first
     * @return a runtime without agents
     */
    public static AgentRuntime on(Scheduler scheduler) {
        return on(scheduler, Scheduler.DEFAULT_QUEUE);
    }

    /**
     * Agents on a queue of a scheduler.
     *
     * @param scheduler outlives this: close this first
     * @param queue whose engine runs those that name none
     * @return a runtime without agents
     * @throws IllegalArgumentException if there is no such queue
     */
    public static AgentRuntime on(Scheduler scheduler, String queue) {
        return new AgentRuntime(new Agents(scheduler, queue));
    }

    /**
     * Starts an agent.
     *
     * @param spec what it is
     * @param <M> the type of its messages
     * @return its address
     * @throws IllegalArgumentException if its name is taken or its queue unknown
     * @throws IllegalStateException if this is closed
     * @throws dev.mayfly.kernel.task.TaskRejectedException if it is a body, and the scheduler has
     *     as many tasks as it may have
     */
    public <M> AgentRef<M> spawn(AgentSpec<M> spec) {
        return agents.spawn(spec);
    }

    /**
     * Starts an agent with a handler and all defaults.
     *
     * @param name unique among the living
     * @param handler makes the handler, anew after a failure
     * @param <M> the type of its messages
     * @return its address
     * @throws IllegalArgumentException if its name is taken
     * @throws IllegalStateException if this is closed
     */
    public <M> AgentRef<M> spawn(String name, Supplier<? extends AgentHandler<M>> handler) {
        return spawn(AgentSpec.<M>handler(handler).named(name));
    }

    /**
     * Describes an agent as a child of a supervisor: it is started with the child, ended with it,
     * and its failure is the child's. The supervisor decides about restarts, so the agent's own
     * rule is {@link OnFailure#STOP}.
     *
     * @param id unique among the children
     * @param spec what it is
     * @return for the supervisor's spec
     */
    public ChildSpec child(String id, AgentSpec<?> spec) {
        return ChildSpec.starting(
                id,
                (task, start) -> {
                    AgentRef<?> agent = spawn(spec.onFailure(OnFailure.STOP));
                    try {
                        start.ready();
                        var end = agent.termination().toCompletableFuture();
                        task.awaitStage("the end of " + agent.name(), end, null);
                        rethrow(end.join());
                    } finally {
                        agent.stop(StopMode.DRAIN);
                    }
                });
    }

    private static void rethrow(Termination end) {
        @Nullable Throwable cause = end.cause();
        if (cause != null) {
            throw new IllegalStateException(end.agent().name() + " failed: " + cause, cause);
        }
    }

    /**
     * Finds an agent that is alive by the name it was given.
     *
     * @param name the name
     * @return its address
     */
    public Optional<AgentRef<?>> find(String name) {
        return Optional.ofNullable(agents.find(name));
    }

    /**
     * Finds an agent that is alive by its number.
     *
     * @param id the number
     * @return its address
     */
    public Optional<AgentRef<?>> find(long id) {
        return Optional.ofNullable(agents.find(id));
    }

    /**
     * Waits until agents have ended, for whoever is no agent: {@link #awaitEnd(Collection,
     * Duration)} with those given.
     *
     * {@snippet :
     * desk.stop();
     * archive.stop();
     * boolean ended = agents.awaitEnd(Duration.ofSeconds(10), desk, archive);
     * }
     *
     * @param timeout by the scheduler's clock; zero or less looks only
     * @param those any agents
     * @return false if the time was up before all had ended
     * @throws IllegalStateException as there
     * @throws InterruptedException if a thread that is no task is interrupted
     */
    public boolean awaitEnd(Duration timeout, AgentRef<?>... those) throws InterruptedException {
        return awaitEnd(List.of(those), timeout);
    }

    /**
     * Waits until agents have ended. It asks none of them to. A task waits by a system call, and
     * any other thread by blocking.
     *
     * @param those any agents; none have ended at once
     * @param timeout by the scheduler's clock; zero or less looks only
     * @return false if the time was up before all had ended
     * @throws IllegalStateException if the caller is one of them, or a handler, which must not
     *     wait: it watches them by its context
     * @throws InterruptedException if a thread that is no task is interrupted
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the calling task is cancelled
     */
    public boolean awaitEnd(Collection<? extends AgentRef<?>> those, Duration timeout)
            throws InterruptedException {
        return agents.awaitEnd(those, timeout);
    }

    /**
     * A promise of something that will come, on this runtime's time.
     *
     * @param what what it promises, as in "waits for …"
     * @param <T> the type of the value
     * @return a promise that nobody has completed
     */
    public <T> Promise<T> promise(String what) {
        return new LocalPromise<>(agents.surroundings(), what);
    }

    /**
     * A channel for many senders and many receivers, on this runtime's time.
     *
     * @param name shown as the reason of those that wait
     * @param capacity how many messages it takes, 1 to 16 777 216
     * @param <T> the type of the messages
     * @return an empty one
     * @throws IllegalArgumentException if the name is blank or the capacity out of range
     */
    public <T> Channel<T> channel(String name, int capacity) {
        return new LocalChannel<>(agents.surroundings(), name, capacity);
    }

    /**
     * A choice among several channels, on this runtime's time.
     *
     * @param seed draws which of those that can be done is done; the same seed draws the same
     * @param <R> what comes of it
     * @return with nothing to choose from yet
     */
    public <R extends @Nullable Object> Select<R> select(long seed) {
        return new Select<>(agents.surroundings(), new SplittableRandom(seed));
    }

    /**
     * Leases on this runtime's time.
     *
     * @return a table of its own, whose tokens begin at 1
     */
    public LeaseTable leases() {
        var table = new LocalLeaseTable(agents.surroundings());
        synchronized (leaseTables) {
            leaseTables.add(table);
        }
        return table;
    }

    /**
     * A group to be asked, on this runtime's time.
     *
     * @param members each with a name of its own
     * @param threshold for as many members as there are
     * @param <Q> what is asked
     * @param <A> what is answered
     * @return a group whose answers agree when they are equal
     * @throws IllegalArgumentException if two members have one name, or their number is not the
     *     threshold's
     */
    public <Q, A> Quorum<Q, A> quorum(List<? extends Voter<Q, A>> members, Threshold threshold) {
        return new Quorum<>(agents.surroundings(), members, threshold, questions);
    }

    /**
     * One member's part in gossip, on this runtime's time.
     *
     * @param name the member's, no other's
     * @param membership the others
     * @param transport the way to them
     * @param listener hears each rumour once, on the thread that brings it; must not block
     * @param settings how rumours are passed on
     * @param seed draws whom it tells; give each member another
     * @param <N> what the members are
     * @param <T> what rumours say
     * @return the part
     */
    public <N, T> Broadcast<T> gossip(
            String name,
            Membership<N> membership,
            Transport<N, T> transport,
            Consumer<? super T> listener,
            GossipSettings settings,
            long seed) {
        return new GossipBroadcast<>(
                agents.surroundings(), name, membership, transport, listener, settings, seed);
    }

    /**
     * Takes a picture. Costs about 100 ns an agent, up to five times that while agents end.
     *
     * @return all agents, and what became of messages; it says whether it is exact
     */
    public AgentsSnapshot snapshot() {
        long now = agents.surroundings().clock().nanoTime();
        return agents.snapshot().with(leaseSnapshots(), questions.snapshot(MOST_AGREED, now));
    }

    private List<LeaseSnapshot> leaseSnapshots() {
        List<LocalLeaseTable> tables;
        synchronized (leaseTables) {
            tables = List.copyOf(leaseTables);
        }
        return tables.stream()
                .flatMap(table -> table.snapshot(MOST_AGREED).stream())
                .sorted(Comparator.comparingInt(LeaseSnapshot::waiting).reversed())
                .limit(MOST_AGREED)
                .toList();
    }

    /**
     * Takes a picture of one agent.
     *
     * @param id its number
     * @return empty if it is not alive
     */
    public Optional<AgentSnapshot> snapshot(long id) {
        return Optional.ofNullable(agents.snapshot(id));
    }

    /**
     * Adds one who hears what happens.
     *
     * @param listener from now on
     */
    public void addListener(AgentListener listener) {
        agents.addListener(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener hears no more
     */
    public void removeListener(AgentListener listener) {
        agents.removeListener(listener);
    }

    /**
     * Adds one who hears how long messages and agents wait, of those drawn as samples.
     *
     * @param listener from now on
     */
    public void addLatencyListener(LatencyListener listener) {
        agents.addLatencyListener(listener);
    }

    /**
     * Removes a listener of latencies.
     *
     * @param listener hears no more
     */
    public void removeLatencyListener(LatencyListener listener) {
        agents.removeLatencyListener(listener);
    }

    /**
     * Starts no more agents, asks those there are to end, and waits until they have. Calling it
     * again waits again.
     *
     * @param timeout how long they may drain, by the scheduler's clock; those that have not ended
     *     by then drop what they have left
     * @return whether all had ended by then
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean shutdown(Duration timeout) throws InterruptedException {
        return agents.shutdown(timeout);
    }

    /** Ends all agents, which may drain for {@link #DEFAULT_SHUTDOWN_TIMEOUT}. */
    @Override
    public void close() {
        try {
            var _ = shutdown(DEFAULT_SHUTDOWN_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            agents.close();
        }
    }
}
