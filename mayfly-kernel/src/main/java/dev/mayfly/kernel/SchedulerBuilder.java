package dev.mayfly.kernel;

import dev.mayfly.kernel.carrier.BacklogForecast;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineFactory;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.internal.Kernel;
import dev.mayfly.kernel.internal.KernelConfig;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.load.BackPressureListener;
import dev.mayfly.kernel.load.LoadMeter;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.platform.SystemPlatform;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers what a scheduler is made of.
 *
 * <p>Without any setting there is one queue, {@code default}, on the engine {@code coroutine}
 * without a limit; an engine {@code threaded} with as many threads as there are processors stands
 * by and costs nothing until a queue uses it.
 *
 * <p>Thread rule: belongs to one thread, and builds one scheduler.
 */
public final class SchedulerBuilder {

    /** The name of the built-in engine of virtual threads. */
    public static final String COROUTINE = "coroutine";

    /** The name of the built-in engine of platform threads. */
    public static final String THREADED = "threaded";

    /** The most tasks alive at once, unless set: 2 000 000. */
    public static final long DEFAULT_MAX_LIVE_TASKS = 2_000_000;

    private final Map<String, QueueSpec> queues = new LinkedHashMap<>();
    private final Map<String, EngineFactory> engines = new LinkedHashMap<>();
    private final Listeners listeners = new Listeners();
    private final List<BackPressureListener> backPressure = new ArrayList<>();
    private Platform platform = new SystemPlatform();
    private @Nullable Duration stopTimeout;
    private @Nullable SubmitInterceptor interceptor;
    private long maxLiveTasks = DEFAULT_MAX_LIVE_TASKS;
    private Duration maxPredictedWait = LoadMeter.DEFAULT_MAX_PREDICTED_WAIT;
    private BacklogForecast.Factory forecast = MovingAverageForecast::new;

    SchedulerBuilder() {
        int processors = Runtime.getRuntime().availableProcessors();
        engines.put(COROUTINE, name -> coroutines(name, processors));
        engines.put(THREADED, name -> new ThreadedEngine(name, processors));
    }

    private CoroutineEngine coroutines(String name, int processors) {
        CarrierSettings settings = CarrierSettings.of(processors).withForecast(forecast);
        return new CoroutineEngine(name, CoroutineMode.AUTO, settings);
    }

    /**
     * Adds a queue with default settings.
     *
     * @param name its name
     * @return this
     * @throws IllegalArgumentException if the name is blank, taken, or {@code system}
     */
    public SchedulerBuilder queue(String name) {
        return queue(name, spec -> {});
    }

    /**
     * Adds a queue.
     *
     * @param name its name
     * @param settings sets what differs from the defaults, for instance {@code q ->
     *     q.concurrency(4).priority(5)}
     * @return this
     * @throws IllegalArgumentException if the name is blank, taken, or {@code system}
     */
    public SchedulerBuilder queue(String name, Consumer<QueueSpec> settings) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a queue's name must not be blank");
        }
        if (name.equals(Kernel.SYSTEM_QUEUE)) {
            throw new IllegalArgumentException(
                    "the queue name \"system\" belongs to the kernel; choose another");
        }
        var spec = new QueueSpec(name);
        settings.accept(spec);
        if (queues.putIfAbsent(name, spec) != null) {
            throw new IllegalArgumentException("queue \"" + name + "\" is defined twice");
        }
        return this;
    }

    /**
     * Adds an engine, or replaces a built-in one of that name.
     *
     * @param name what queues choose it by
     * @param factory makes it; called once, by {@link #build()}
     * @return this
     */
    public SchedulerBuilder engine(String name, EngineFactory factory) {
        engines.put(name, factory);
        return this;
    }

    /**
     * Replaces every engine, built-in or added, by others of the same names; for simulations.
     *
     * @param factory makes each; called by {@link #build()}
     * @return this
     */
    public SchedulerBuilder everyEngine(EngineFactory factory) {
        engines.replaceAll((name, engine) -> factory);
        return this;
    }

    /**
     * Sets the source of time; the rest of the platform stays.
     *
     * @param clock the platform's if not set
     * @return this
     */
    public SchedulerBuilder clock(Clock clock) {
        platform = platform.withClock(clock);
        return this;
    }

    /**
     * Sets what the scheduler sees of the outside, its clock included.
     *
     * @param platform the machine's if not set
     * @return this
     */
    public SchedulerBuilder platform(Platform platform) {
        this.platform = platform;
        return this;
    }

    /**
     * Shuts the scheduler down when the process is asked to end, by SIGTERM, SIGINT or {@code
     * System.exit}; the process waits for it. For programs with a main method of their own: Spring
     * does so for its beans.
     *
     * @param timeout how long tasks may drain; not done if not set
     * @return this
     */
    public SchedulerBuilder shutdownWithProcess(Duration timeout) {
        this.stopTimeout = timeout;
        return this;
    }

    /**
     * Adds a listener, which also hears of the start.
     *
     * @param listener who
     * @return this
     */
    public SchedulerBuilder listener(KernelListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Adds whom to tell when the kernel fills up: at 0.8 of {@link #maxLiveTasks} or {@link
     * #maxPredictedWait}, and back at 0.5 of both.
     *
     * @param listener who
     * @return this
     */
    public SchedulerBuilder backPressure(BackPressureListener listener) {
        backPressure.add(listener);
        return this;
    }

    /**
     * Sets what wraps every job on its way in.
     *
     * @param interceptor none if not set
     * @return this
     */
    public SchedulerBuilder interceptor(SubmitInterceptor interceptor) {
        this.interceptor = interceptor;
        return this;
    }

    /**
     * Sets the most tasks alive at once, children included and system tasks not; past it tasks are
     * refused with a {@link dev.mayfly.kernel.task.TaskRejectedException}.
     *
     * @param limit 1 or more; {@value #DEFAULT_MAX_LIVE_TASKS} if not set
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public SchedulerBuilder maxLiveTasks(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("maxLiveTasks " + limit + " is less than 1");
        }
        this.maxLiveTasks = limit;
        return this;
    }

    /**
     * Sets the wait that makes a load of 1: who is told of {@linkplain BackPressureListener
     * back-pressure} is told to pause when a unit that becomes ready is likely to wait 0.8 of this
     * for its turn, and to go on at 0.5. Nothing is refused for it.
     *
     * @param wait positive; 10 s if not set
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public SchedulerBuilder maxPredictedWait(Duration wait) {
        if (!wait.isPositive()) {
            throw new IllegalArgumentException(
                    "maxPredictedWait " + wait + " is not positive; 10 s is the default");
        }
        this.maxPredictedWait = wait;
        return this;
    }

    /**
     * Sets how the built-in engine of virtual threads guesses how much work waits at its carriers.
     * An engine added by {@link #engine} has a forecast of its own, in its {@link CarrierSettings}.
     *
     * @param forecast makes it; {@link MovingAverageForecast} if not set
     * @return this
     */
    public SchedulerBuilder forecast(BacklogForecast.Factory forecast) {
        this.forecast = forecast;
        return this;
    }

    /**
     * Builds the scheduler, which accepts and runs tasks at once.
     *
     * @return a running scheduler
     * @throws IllegalArgumentException if a queue names an engine that there is not
     */
    public Scheduler build() {
        if (queues.isEmpty()) {
            queue(Scheduler.DEFAULT_QUEUE);
        }
        List<KernelConfig.Queue> configs = new ArrayList<>();
        queues.forEach((name, spec) -> configs.add(config(name, spec)));
        Map<String, Engine> made = new LinkedHashMap<>();
        engines.forEach((name, factory) -> made.put(name, factory.create(name)));
        var config =
                new KernelConfig(
                        platform,
                        made,
                        configs,
                        listeners,
                        interceptor,
                        maxLiveTasks,
                        maxPredictedWait,
                        List.copyOf(backPressure));
        var scheduler = new Scheduler(new Kernel(config), listeners, platform);
        if (stopTimeout != null) {
            scheduler.shutdownWithProcess(stopTimeout);
        }
        return scheduler;
    }

    private KernelConfig.Queue config(String name, QueueSpec spec) {
        if (!engines.containsKey(spec.engine())) {
            throw new IllegalArgumentException(
                    "queue \""
                            + name
                            + "\" wants engine \""
                            + spec.engine()
                            + "\"; the engines are "
                            + engines.keySet());
        }
        return new KernelConfig.Queue(name, spec.engine(), spec.concurrency(), spec.priority());
    }
}
