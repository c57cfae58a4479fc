package dev.mayfly.engine.wasm;

import dev.mayfly.engine.wasm.SandboxException.Kind;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineDecorator;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Facilities;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Runs bodies on another engine and lets them call WebAssembly functions: grants {@link Sandbox}.
 *
 * {@snippet :
 * var settings = SandboxSettings.DEFAULTS.withModule("risk", Files.readAllBytes(path));
 * Scheduler.builder()
 *         .engine("rules", name -> new WasmEngine(new ThreadedEngine(name, 2), settings))
 *         .queue("judge", q -> q.engine("rules"))
 *         .build();
 * }
 *
 * <p>A call computes on the thread of its task; so bodies belong on a {@code ThreadedEngine} where
 * calls are long. The engine has one thread of its own, which ends calls that take too long.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class WasmEngine extends EngineDecorator {

    private final SandboxSettings settings;
    private final Map<String, LoadedModule> byName = new HashMap<>();

    /** By SHA-256, so no more than are allowed. */
    private final Map<String, LoadedModule> byHash = new ConcurrentHashMap<>();

    private final ScheduledThreadPoolExecutor timer;

    /**
     * Creates the engine; parses and checks its modules.
     *
     * @param bodies runs the bodies and gives the engine its name; owned and closed by this engine
     * @param settings what the sandbox allows
     * @throws SandboxException if a module is not allowed or not valid, wants more memory than it
     *     may have, or imports what is not granted
     */
    public WasmEngine(Engine bodies, SandboxSettings settings) {
        super(bodies);
        this.settings = settings;
        settings.modules()
                .forEach((name, wasm) -> byName.put(name, load(name, bytes(wasm), false)));
        String thread = "mayfly-" + bodies.name() + "-limit";
        timer = new ScheduledThreadPoolExecutor(1, work -> platform().thread(thread, work));
        timer.setRemoveOnCancelPolicy(true);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private LoadedModule load(String name, byte[] wasm, boolean fromTask) {
        String sha256 = LoadedModule.sha256(wasm);
        Set<String> allowed = settings.allowedHashes();
        boolean listed =
                allowed.isEmpty()
                        ? !fromTask || byHash.containsKey(sha256)
                        : allowed.contains(sha256);
        if (!listed) {
            throw new SandboxException(
                    Kind.HASH_NOT_ALLOWED,
                    "module \"%s\" may not run on engine \"%s\": add its SHA-256 %s to the allowed"
                                    .formatted(name, bodies.name(), sha256)
                            + " hashes if you know what it does");
        }
        return byHash.computeIfAbsent(sha256, hash -> new LoadedModule(name, hash, wasm, settings));
    }

    @Override
    public EngineCapabilities capabilities() {
        return bodies.capabilities().granting(Sandbox.class);
    }

    @Override
    public <R extends @Nullable Object> R around(TaskContext task, Callable<R> body)
            throws Exception {
        return Facilities.grant(
                Sandbox.class, new TaskSandbox(task), () -> bodies.around(task, body));
    }

    @Override
    public EngineSnapshot snapshot() {
        EngineSnapshot inner = bodies.snapshot();
        Map<String, Long> details = new HashMap<>(inner.details());
        details.put("modules", (long) byHash.size());
        details.put(
                "modules_compiled",
                byHash.values().stream().filter(LoadedModule::isCompiled).count());
        return new EngineSnapshot(
                inner.name(),
                inner.mode() + " with a sandbox",
                capabilities(),
                inner.parallelism(),
                inner.running(),
                inner.ready(),
                details);
    }

    @Override
    public void close() {
        bodies.close();
        timer.shutdownNow();
    }

    private final class TaskSandbox implements Sandbox {

        private final TaskContext task;

        TaskSandbox(TaskContext task) {
            this.task = task;
        }

        @Override
        public SandboxProgram program(String name) {
            LoadedModule module = byName.get(name);
            if (module == null) {
                throw new SandboxException(
                        Kind.UNKNOWN_MODULE,
                        "engine \"%s\" has no module \"%s\"; its modules are %s"
                                .formatted(bodies.name(), name, new TreeSet<>(byName.keySet())));
            }
            return new SandboxCall(task, module, settings.timeLimit(), timer);
        }

        @Override
        public SandboxProgram load(byte[] wasm) {
            LoadedModule module = WasmEngine.this.load("from a task", wasm.clone(), true);
            return new SandboxCall(task, module, settings.timeLimit(), timer);
        }
    }
}
