package dev.mayfly.agents.internal;

import static java.util.stream.Collectors.joining;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.agents.event.LatencyListener;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.concurrent.LiveTable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The state of a runtime: its agents and what they share. Safe for use by any thread. */
public final class Agents implements AutoCloseable {

    private final Scheduler scheduler;
    private final String queue;
    private final Surroundings surroundings;
    private final Stamps stamps;
    private final Ledger ledger;
    private final Pace pace;
    private final LiveTable<Cell<?>> alive = new LiveTable<>();
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Cell<?>> names = new ConcurrentHashMap<>();
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Lane lane;

    /** Answers that are waited for by timers. */
    private final Set<Answer<?>> expected = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    private volatile boolean abandoned;

    /** Takes back that this hears of the scheduler's end. */
    private final Runnable deafen;

    /**
     * Starts empty.
     *
     * @param scheduler runs the agents; outlives this
     * @param queue whose engine runs those that name none
     * @throws IllegalArgumentException if there is no such queue
     */
    public Agents(Scheduler scheduler, String queue) {
        this.scheduler = scheduler;
        this.queue = queue;
        this.surroundings = new Surroundings(scheduler);
        this.stamps = new Stamps(scheduler.clock());
        this.ledger = new Ledger(scheduler.clock());
        this.pace = new Pace(scheduler.clock(), ledger::listenerFailed);
        this.lane = lane(queue);
        this.deafen = scheduler.whenClosed(this::abandon);
    }

    /**
     * The scheduler has shut down before this. Agents with a stack have ended with their tasks; a
     * handler that is idle would never hear of it, nor would those who watch it.
     */
    private void abandon() {
        abandoned = true;
        alive.forEach(Cell::kill);
    }

    private Lane lane(String name) {
        return lanes.computeIfAbsent(
                name,
                of ->
                        scheduler
                                .carriers(of)
                                .<Lane>map(CarrierLane::new)
                                .orElseGet(() -> new TaskLane(surroundings, of)));
    }

    /**
     * Starts an agent.
     *
     * @param spec what it is
     * @param <M> the type of its messages
     * @return its address
     * @throws IllegalArgumentException if its name is taken or its queue unknown
     * @throws IllegalStateException if the runtime is closed
     */
    public <M> AgentRef<M> spawn(AgentSpec<M> spec) {
        return spawn(spec, null);
    }

    <M> Cell<M> spawn(AgentSpec<M> spec, @Nullable Cell<?> parent) {
        if (closed) {
            throw new IllegalStateException("the agents' runtime is closed");
        }
        Cell<M> cell = cell(spec, parent);
        pace.spawns(cell);
        register(cell);
        if (parent != null && !parent.ties().adopt(cell)) {
            forget(cell);
            throw parent.noMoreChildren();
        }
        ledger.spawned();
        if (cell instanceof BodyCell<M> body) {
            begin(body);
        } else {
            cell.call();
        }
        return cell;
    }

    private <M> Cell<M> cell(AgentSpec<M> spec, @Nullable Cell<?> parent) {
        long id = ids.incrementAndGet();
        return switch (spec.behaviour()) {
            case AgentSpec.Behaviour.Handler<M>(var maker) -> {
                String name = spec.queue();
                Lane on = name == null ? lane : lane(name);
                yield new HandlerCell<>(this, id, spec, maker, parent, on);
            }
            case AgentSpec.Behaviour.Body<M>(var maker) ->
                    new BodyCell<>(this, id, spec, maker, parent);
        };
    }

    private <M> void begin(BodyCell<M> body) {
        String name = body.spec.queue();
        try {
            body.start(name == null ? queue : name);
        } catch (RuntimeException e) {
            body.abandoned();
            throw e;
        }
    }

    private void register(Cell<?> cell) {
        String name = cell.spec.name();
        if (name != null && names.putIfAbsent(name, cell) != null) {
            throw new IllegalArgumentException(
                    "there is an agent \""
                            + name
                            + "\" already; names are unique among the living");
        }
        alive.add(cell);
    }

    private void forget(Cell<?> cell) {
        alive.remove(cell);
        String name = cell.spec.name();
        if (name != null) {
            names.remove(name, cell);
        }
    }

    void ended(Cell<?> cell, Termination termination) {
        ledger.ends();
        forget(cell);
        ledger.ended(cell.queue.taken());
        if (ledger.isHeard()) {
            ledger.tell(new AgentEvent.Ended(termination));
        }
    }

    /**
     * Finds an agent that is alive.
     *
     * @param name the name it was given
     * @return its address, or null
     */
    public @Nullable AgentRef<?> find(String name) {
        return names.get(name);
    }

    /**
     * Finds an agent that is alive.
     *
     * @param id its number
     * @return its address, or null
     */
    public @Nullable AgentRef<?> find(long id) {
        return alive.find(id);
    }

    /**
     * Adds one who hears what happens.
     *
     * @param listener from now on
     */
    public void addListener(AgentListener listener) {
        ledger.add(listener);
    }

    /**
     * Removes one.
     *
     * @param listener hears no more
     */
    public void removeListener(AgentListener listener) {
        ledger.remove(listener);
    }

    /**
     * Takes a picture.
     *
     * @return the picture
     */
    public AgentsSnapshot snapshot() {
        return new Census(this, this::forEachAlive).take();
    }

    /**
     * Takes a picture of one agent.
     *
     * @param id its number
     * @return null if it is not alive
     */
    public @Nullable AgentSnapshot snapshot(long id) {
        Cell<?> cell = alive.find(id);
        return cell == null ? null : cell.picture();
    }

    /** Whether what agents run on was shut down first. */
    boolean isAbandoned() {
        return abandoned;
    }

    void forEachAlive(Consumer<Cell<?>> visitor) {
        alive.forEach(visitor);
    }

    /**
     * Waits until agents have ended.
     *
     * @param those any
     * @param timeout zero or less looks only
     * @return whether all have ended by then
     * @throws IllegalStateException if the caller is one of them, or a handler
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean awaitEnd(Collection<? extends AgentRef<?>> those, Duration timeout)
            throws InterruptedException {
        HandlerCell<?> handler = Lane.running();
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (AgentRef<?> agent : those) {
            if (agent.handOver() instanceof Address<?> address && address.isRunHere()) {
                throw new IllegalStateException(
                        agent.name() + " waits for its own end, which would never come; return");
            }
            ends.add(agent.termination().toCompletableFuture());
        }
        String what = "the end of " + named(those);
        if (handler != null) {
            throw new IllegalStateException(
                    "a handler must not wait for "
                            + what
                            + "; watch by its context, which makes a message of an end");
        }
        var all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        return surroundings.await(what, all, timeout);
    }

    private static String named(Collection<? extends AgentRef<?>> those) {
        String first = those.stream().limit(3).map(AgentRef::name).collect(joining(", "));
        return those.size() <= 3 ? first : first + " and " + (those.size() - 3) + " more";
    }

    /**
     * Asks all agents to end and waits until they have.
     *
     * @param timeout how long they may drain; then they drop what they have left
     * @return whether all have ended by then
     * @throws InterruptedException if the calling thread is interrupted; the rest end by themselves
     */
    public boolean shutdown(Duration timeout) throws InterruptedException {
        closed = true;
        boolean clean = end(StopMode.DRAIN, timeout);
        if (!clean) {
            var _ = end(StopMode.DROP, LAST_PATIENCE);
        }
        close();
        return clean;
    }

    private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

    private boolean end(StopMode mode, Duration timeout) throws InterruptedException {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        alive.forEach(cell -> {
            if (cell.parent == null || mode == StopMode.DROP) {
                ends.add(cell.termination().toCompletableFuture());
                if (mode == StopMode.DROP) {
                    cell.kill();
                } else {
                    cell.stop(mode);
                }
            }
        });
        var all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        return surroundings.await("the end of " + ends.size() + " agents", all, timeout);
    }

    @Override
    public void close() {
        closed = true;
        deafen.run();
        stamps.close();
        surroundings.close();
        expected.forEach(Answer::closed);
    }

    /** An answer that somebody waits for by a timer of this runtime, which ends with it. */
    void expect(Answer<?> answer) {
        expected.add(answer);
        if (closed) { // in this order: whoever closes looks for answers after it has said so
            var _ = answer.closed();
        }
    }

    void expectNoMore(Answer<?> answer) {
        expected.remove(answer);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /**
     * Time and waiting.
     *
     * @return always the same
     */
    public Surroundings surroundings() {
        return surroundings;
    }

    Stamps stamps() {
        return stamps;
    }

    /**
     * Adds one who hears how long messages and agents wait.
     *
     * @param listener from now on
     */
    public void addLatencyListener(LatencyListener listener) {
        pace.add(listener);
    }

    /**
     * Removes one.
     *
     * @param listener hears no more
     */
    public void removeLatencyListener(LatencyListener listener) {
        pace.remove(listener);
    }

    Pace pace() {
        return pace;
    }

    Ledger ledger() {
        return ledger;
    }
}
