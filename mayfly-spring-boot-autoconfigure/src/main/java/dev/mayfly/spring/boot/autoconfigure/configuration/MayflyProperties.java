package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The settings below {@code mayfly} that this module owns; other modules own theirs (the console
 * {@code mayfly.console}).
 *
 * @param queues Queues by name. A queue named "default" always exists, whether it is listed or not.
 * @param engines Engines by name. Those called "coroutine", "threaded", "async", "process" and
 *     "wasm" are of that type and need not be listed; naming one of them here changes it.
 * @param plugins Jars with engines or jobs, or folders of such jars.
 * @param defaults What jobs get that say nothing else.
 * @param retry How failed jobs are tried again, unless a job or a submission says otherwise.
 * @param shutdown How Mayfly stops.
 * @param agents How agents run and end.
 * @param store Where jobs are kept.
 * @param lints What is looked for while the application runs.
 * @param dumpStateOnShutdown Whether the state is written to a file when the application stops:
 *     "false", "true" for mayfly-state.json in the working directory, or the path of a file or
 *     folder.
 * @param dumpStateOnSignal Whether the state is written to mayfly-state.json and mayfly-state.txt
 *     in the working directory when the process is sent a signal: "false", or the name of the
 *     signal, such as "USR1". Linux and macOS only.
 * @param nodeName The name of this process in envelopes, logs and metrics. By default the name of
 *     the machine.
 * @param tracing What is a span, where the application has a tracer.
 */
@ConfigurationProperties("mayfly")
public record MayflyProperties(
        @DefaultValue Map<String, Queue> queues,
        @DefaultValue Map<String, Engine> engines,
        @DefaultValue List<String> plugins,
        @DefaultValue Defaults defaults,
        @DefaultValue Retry retry,
        @DefaultValue Shutdown shutdown,
        @DefaultValue Agents agents,
        @DefaultValue Store store,
        @DefaultValue LintProperties lints,
        @DefaultValue("false") String dumpStateOnShutdown,
        @DefaultValue("false") String dumpStateOnSignal,
        @Nullable String nodeName,
        @DefaultValue Tracing tracing) {

    /**
     * What is a span, where the application has a tracer, beside submissions, waits in queues and
     * attempts, which always are.
     *
     * @param systemCalls Whether a system call in which a task blocks is a span, such as a sleep, a
     *     join or a wait for a signal.
     * @param childTasks Whether a task that another task starts is a span.
     */
    public record Tracing(
            @DefaultValue("true") boolean systemCalls, @DefaultValue("true") boolean childTasks) {}

    /**
     * One queue.
     *
     * @param engine What its jobs run on: "coroutine", "threaded", "async", "process", "wasm", or
     *     one of mayfly.engines.
     * @param concurrency How many of its jobs run at once, 1 or more. Unlimited if left out.
     * @param priority How urgent its jobs are, 1 (most urgent) to 31.
     * @param paused Whether it starts paused: jobs are accepted and wait until it is resumed.
     * @param globalConcurrency How many of its jobs run at once on all nodes together, 1 or more.
     *     Unlimited if left out.
     * @param keyConcurrency How many of its jobs with the same key run at once on all nodes
     *     together, 1 or more. Unlimited if left out.
     * @param keyOrder In which order jobs with the same key run: "none", "block" (one after the
     *     other; a retry keeps the others waiting) or "overtake" (one after the other; a retry is
     *     overtaken).
     * @param rate How many of its jobs start within a period, on all nodes together.
     */
    public record Queue(
            @DefaultValue("coroutine") String engine,
            @Nullable Integer concurrency,
            @DefaultValue("10") int priority,
            @DefaultValue("false") boolean paused,
            @Nullable Integer globalConcurrency,
            @Nullable Integer keyConcurrency,
            @DefaultValue("none") KeyOrder keyOrder,
            @Nullable Rate rate) {}

    /**
     * How many jobs start within a period.
     *
     * @param permits How many, 1 or more.
     * @param period Within how long.
     * @param burst How many may start at once after a rest, 1 to the number of permits.
     */
    public record Rate(
            @Nullable Integer permits,
            @DefaultValue("1s") Duration period,
            @DefaultValue("1") int burst) {}

    /**
     * One engine.
     *
     * @param type What kind it is. May be left out where the name says it.
     * @param parallelism How many tasks have their turn at once, 1 or more: platform threads of a
     *     threaded, async or wasm engine, run permits of a coroutine or process engine. By default
     *     as many as there are processors.
     * @param mode On whose threads the tasks of a coroutine or process engine run: on carriers of
     *     Mayfly's own, on the JDK's, or on its own wherever the JVM allows it (the default).
     * @param quantum How long such a task may have its turn while others wait: past it, it goes
     *     behind its equals at its next system call. By default 10 ms.
     * @param hogLimit How long one task may hold a carrier of Mayfly's own before an event names it
     *     and a spare carrier runs the others. By default 100 ms, or the quantum if that is longer.
     * @param maxSpares How many spare carriers there may be at a time, 0 for none. By default 64.
     * @param process What holds for an engine of type process.
     * @param wasm What holds for an engine of type wasm.
     */
    public record Engine(
            @Nullable EngineType type,
            @Nullable Integer parallelism,
            @Nullable CoroutineMode mode,
            @Nullable Duration quantum,
            @Nullable Duration hogLimit,
            @Nullable Integer maxSpares,
            @Nullable ProcessSettings process,
            @Nullable Wasm wasm) {

        /** An engine for which nothing is set. */
        public static final Engine UNSET =
                new Engine(null, null, null, null, null, null, null, null);

        /**
         * The type, also where the name says it.
         *
         * @param name the engine's name
         * @return what kind it is
         * @throws IllegalStateException if neither says it, which the check of the values refuses
         */
        public EngineType typeOf(String name) {
            EngineType found = type != null ? type : EngineType.builtIn(name);
            if (found == null) {
                throw new IllegalStateException("engine \"" + name + "\" has no type");
            }
            return found;
        }

        /**
         * How many tasks have their turn at once.
         *
         * @return as set, or the number of processors
         */
        public int parallelismOrDefault() {
            return parallelism == null ? Runtime.getRuntime().availableProcessors() : parallelism;
        }

        /**
         * On whose threads coroutines run.
         *
         * @return as set, or {@link CoroutineMode#AUTO}
         */
        public CoroutineMode modeOrDefault() {
            return mode == null ? CoroutineMode.AUTO : mode;
        }

        Duration quantumOrDefault() {
            return quantum == null ? CarrierSettings.DEFAULT_QUANTUM : quantum;
        }

        /**
         * How the carriers of coroutines work.
         *
         * @return as set, and else the kernel's defaults
         * @throws IllegalArgumentException if a value cannot work, which the check of the values
         *     refuses
         */
        public CarrierSettings carriers() {
            CarrierSettings defaults = CarrierSettings.of(parallelismOrDefault());
            Duration slice = quantumOrDefault();
            Duration limit = hogLimit;
            if (limit == null) {
                limit = slice.compareTo(defaults.hogLimit()) > 0 ? slice : defaults.hogLimit();
            }
            return new CarrierSettings(
                    defaults.carriers(),
                    slice,
                    limit,
                    maxSpares == null ? defaults.maxSpares() : maxSpares,
                    defaults.forecast(),
                    defaults.clock());
        }
    }

    /**
     * What holds for an engine of type process.
     *
     * @param grace How long programs have from SIGTERM to SIGKILL.
     */
    public record ProcessSettings(@DefaultValue("2s") Duration grace) {}

    /**
     * What holds for an engine of type wasm.
     *
     * @param modules Modules by the names that jobs call them by.
     * @param allowedHashes The SHA-256 of every module that may run. Left out, the modules listed
     *     may and no other.
     * @param grants Names of HostFunction beans that modules may import, such as env.log. None if
     *     left out.
     * @param memoryLimit The most memory of one call.
     * @param timeLimit The most time of one call.
     */
    public record Wasm(
            @DefaultValue Map<String, WasmModule> modules,
            @DefaultValue List<String> allowedHashes,
            @DefaultValue List<String> grants,
            @DefaultValue("16MB") DataSize memoryLimit,
            @DefaultValue("5s") Duration timeLimit) {}

    /**
     * A WebAssembly module.
     *
     * @param location Where it is, for instance "classpath:rules/risk.wasm" or "file:risk.wasm".
     * @param trusted Whether it is compiled to Java byte code, for modules of your own. Others are
     *     interpreted.
     */
    public record WasmModule(@Nullable String location, @DefaultValue("false") boolean trusted) {}

    /** The kinds of engine. */
    public enum EngineType {
        /** Virtual threads: thousands of tasks, blocking is free. */
        COROUTINE,
        /** A pool of platform threads: for work that keeps a processor busy, or native code. */
        THREADED,
        /** Bodies return stages and wait for them without a stack; none may block. */
        ASYNC,
        /** Bodies may run programs, each in bounds and ended with its whole tree. */
        PROCESS,
        /** Bodies may call WebAssembly functions in a sandbox. */
        WASM;

        /**
         * The type of an engine that need not be listed, since its name says it.
         *
         * @param name the engine's name
         * @return null for any other
         */
        public static @Nullable EngineType builtIn(String name) {
            return switch (name) {
                case SchedulerBuilder.COROUTINE -> COROUTINE;
                case SchedulerBuilder.THREADED -> THREADED;
                case "async" -> ASYNC;
                case "process" -> PROCESS;
                case "wasm" -> WASM;
                default -> null;
            };
        }
    }

    /**
     * What jobs get that say nothing else.
     *
     * @param queue The queue of a job that names none.
     * @param timeout The most time one attempt may take, waits included. No limit if left out.
     * @param priority How urgent a job is, 1 (most urgent) to 31. As its queue says if left out.
     */
    public record Defaults(
            @DefaultValue("default") String queue,
            @Nullable Duration timeout,
            @Nullable Integer priority) {}

    /**
     * How failed jobs are tried again.
     *
     * @param maxAttempts How often a job is tried in all; 1 is never again.
     * @param initialDelay The wait before the second attempt.
     * @param multiplier What the wait is multiplied by after each further attempt, 1 or more.
     * @param maxDelay The longest wait between two attempts.
     * @param jitter The share of each wait that is left to chance, 0 to 1.
     */
    public record Retry(
            @Nullable Integer maxAttempts,
            @Nullable Duration initialDelay,
            @Nullable Double multiplier,
            @Nullable Duration maxDelay,
            @Nullable Double jitter) {}

    /**
     * How Mayfly stops.
     *
     * @param timeout How long running and waiting jobs may take to end once the application stops,
     *     before they are cancelled. By default as long as
     *     spring.lifecycle.timeout-per-shutdown-phase, which is 30 seconds.
     */
    public record Shutdown(@Nullable Duration timeout) {}

    /**
     * How agents run and end.
     *
     * @param enabled Whether there are agents. If not, beans annotated with @MayflyAgent are beans
     *     like any other, and no addresses can be injected.
     * @param queue The queue whose engine runs agents that name none.
     * @param shutdownTimeout How long agents may handle what is in their mailboxes once the
     *     application stops, before the rest is dropped. Their time comes before that of
     *     mayfly.shutdown.timeout.
     */
    public record Agents(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("default") String queue,
            @DefaultValue("10s") Duration shutdownTimeout) {}

    /**
     * Where jobs are kept.
     *
     * @param type The kind of store: "memory", "file" or "jdbc".
     * @param path For type file: the database file, without its ending .mv.db. Relative to the
     *     working directory.
     * @param initializeSchema Whether tables are made at start. By default always for type file,
     *     and for type jdbc only in an embedded database.
     * @param retention How long ended jobs are kept.
     * @param writers For type jdbc on PostgreSQL: how many connections write, 1 to 16.
     * @param patience For types file and jdbc: how long a submission waits for a database that does
     *     not answer.
     */
    public record Store(
            @DefaultValue("memory") StoreType type,
            @DefaultValue("./mayfly/jobs") String path,
            @Nullable SchemaInitialization initializeSchema,
            @DefaultValue StoreRetention retention,
            @DefaultValue("1") int writers,
            @DefaultValue("10s") Duration patience) {}

    /** The kinds of store. */
    public enum StoreType {
        /** In this process: jobs that have not ended are lost when it ends. */
        MEMORY,
        /** In an H2 file of Mayfly's own, which one process has open. */
        FILE,
        /** In the application's database, PostgreSQL or H2; several processes may share it. */
        JDBC
    }

    /** When tables are made at start. */
    public enum SchemaInitialization {
        /** In every database. */
        ALWAYS,
        /** In an embedded database only, that is in H2 in memory. */
        EMBEDDED,
        /** Somebody else makes them. */
        NEVER
    }

    /**
     * How long ended jobs are kept; what breaks either limit of its state goes, the job that ended
     * first first.
     *
     * @param succeeded For jobs that succeeded.
     * @param failed For jobs that failed.
     * @param cancelled For jobs that were cancelled.
     */
    public record StoreRetention(
            @DefaultValue RetentionRule succeeded,
            @DefaultValue RetentionRule failed,
            @DefaultValue RetentionRule cancelled) {}

    /**
     * How long the ended jobs of one state are kept.
     *
     * @param count How many at most, 0 or more. By default 1000000, in memory 10000.
     * @param age How long after their end at most. By default 1d for jobs that succeeded and 30d
     *     for others, in memory 7d for jobs that failed and 1d for others.
     */
    public record RetentionRule(@Nullable Integer count, @Nullable Duration age) {}
}
