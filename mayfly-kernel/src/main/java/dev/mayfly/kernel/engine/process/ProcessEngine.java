package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineDecorator;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Facilities;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Runs bodies on another engine and lets them run programs: grants {@link Subprocesses}.
 *
 * {@snippet :
 * Scheduler.builder()
 *         .engine("tools", name -> new ProcessEngine(new CoroutineEngine(name, 2), protocol))
 *         .queue("scans", q -> q.engine("tools").concurrency(4))
 *         .build();
 * }
 *
 * <p>A queue's concurrency is what bounds the number of programs at once. Each costs two threads of
 * the kernel that read its pipes; the task that waits for it holds none.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class ProcessEngine extends EngineDecorator {

    /** What programs have from SIGTERM to SIGKILL, unless set: 2 s. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

    private final LineProtocol protocol;
    private final Duration grace;
    private final ProcessTools tools;
    private final Set<RunningCommand> running = ConcurrentHashMap.newKeySet();
    private final LongAdder started = new LongAdder();

    /**
     * Creates the engine.
     *
     * @param bodies runs the bodies and gives the engine its name; owned and closed by this engine
     * @param protocol reads what programs say, {@link LineProtocol#none()} for text only
     */
    public ProcessEngine(Engine bodies, LineProtocol protocol) {
        this(bodies, protocol, DEFAULT_GRACE);
    }

    /**
     * Creates the engine.
     *
     * @param bodies runs the bodies and gives the engine its name; owned and closed by this engine
     * @param protocol reads what programs say, {@link LineProtocol#none()} for text only
     * @param grace how long programs have from SIGTERM to SIGKILL, in real time; zero for none
     * @throws IllegalArgumentException if the grace is negative, or bodies cannot block on the
     *     engine
     */
    public ProcessEngine(Engine bodies, LineProtocol protocol, Duration grace) {
        this(bodies, protocol, grace, ProcessTools.ofThisMachine());
    }

    ProcessEngine(Engine bodies, LineProtocol protocol, Duration grace, ProcessTools tools) {
        super(bodies);
        if (grace.isNegative()) {
            throw new IllegalArgumentException(
                    "grace " + grace + " of engine " + bodies.name() + " is negative");
        }
        if (!bodies.capabilities().blocks()) {
            throw new IllegalArgumentException(
                    "engine "
                            + bodies.name()
                            + " cannot wait for programs, since no body blocks on it; use a"
                            + " CoroutineEngine");
        }
        this.protocol = protocol;
        this.grace = grace;
        this.tools = tools;
    }

    @Override
    public EngineCapabilities capabilities() {
        return bodies.capabilities().granting(Subprocesses.class);
    }

    @Override
    public <R extends @Nullable Object> R around(TaskContext task, Callable<R> body)
            throws Exception {
        Subprocesses facility = (command, listener) -> run(task, command, listener);
        return Facilities.grant(Subprocesses.class, facility, () -> bodies.around(task, body));
    }

    private CommandResult run(TaskContext task, Command command, CommandListener listener) {
        // A task that was stopped starts nothing, and nothing is started from a thread not its own.
        var _ = task.now();
        RunningCommand program = RunningCommand.start(command, tools, grace, platform());
        running.add(program);
        started.increment();
        try (program) {
            return program.await(task, protocol, listener);
        } finally {
            running.remove(program);
        }
    }

    @Override
    public EngineSnapshot snapshot() {
        EngineSnapshot inner = bodies.snapshot();
        Map<String, Long> details = new HashMap<>(inner.details());
        details.put("processes", (long) running.size());
        details.put("processes_started", started.sum());
        return new EngineSnapshot(
                inner.name(),
                inner.mode() + " with subprocesses",
                capabilities(),
                inner.parallelism(),
                inner.running(),
                inner.ready(),
                details);
    }

    /** Ends also the programs of tasks that were given up, at once. */
    @Override
    public void close() {
        bodies.close();
        running.forEach(RunningCommand::kill);
    }
}
