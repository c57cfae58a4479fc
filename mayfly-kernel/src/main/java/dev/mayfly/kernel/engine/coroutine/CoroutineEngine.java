package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.platform.SystemPlatform;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs tasks as virtual threads, and decides which of them may run.
 *
 * <p>There are two modes, which pass the same contract suite; {@link EngineSnapshot#mode()} says
 * which one is on.
 *
 * <ul>
 *   <li><b>owned</b>: the threads run on the kernel's own carriers. Every wake-up of a task, also
 *       from a lock, a socket or {@code Thread.sleep}, passes the kernel's queues: priorities hold
 *       everywhere, and a switch costs a fraction. Needs {@value VirtualThreads#OPTION}.
 *   <li><b>portable</b>: the threads run on the JDK's scheduler, and the engine hands out permits
 *       at start and at system calls, where alone priorities hold.
 * </ul>
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class CoroutineEngine implements Engine {

    private final String name;
    private final boolean owned;
    private final CarrierSettings settings;

    /** Made when attached, since owned carriers start at once; written under this. */
    private volatile @Nullable Coroutines attached;

    /**
     * Creates the engine with owned carriers where the JVM allows it.
     *
     * @param name the name that queues choose it by
     * @param parallelism how many tasks may run at once, for instance the number of processors
     * @throws IllegalArgumentException if the parallelism is less than 1
     */
    public CoroutineEngine(String name, int parallelism) {
        this(name, CoroutineMode.AUTO, settings(name, parallelism));
    }

    /**
     * Creates the engine.
     *
     * @param name the name that queues choose it by
     * @param mode on whose threads tasks run
     * @param settings how many at once, for how long, and what happens to those that take longer
     * @throws IllegalStateException if carriers are to be owned and the JVM does not allow it; it
     *     says what to do
     */
    public CoroutineEngine(String name, CoroutineMode mode, CarrierSettings settings) {
        this.name = name;
        this.settings = settings;
        owned =
                switch (mode) {
                    case AUTO -> VirtualThreads.canOwnCarriers();
                    case OWNED -> true;
                    case PORTABLE -> false;
                };
        if (owned && !VirtualThreads.canOwnCarriers()) {
            throw new IllegalStateException(
                    "engine "
                            + name
                            + " cannot own its carriers: "
                            + VirtualThreads.whyNot()
                            + "; start the JVM with "
                            + VirtualThreads.OPTION
                            + " or use the mode AUTO");
        }
    }

    private static CarrierSettings settings(String name, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism "
                            + parallelism
                            + " of engine "
                            + name
                            + " is less than 1; the number of processors is a good value");
        }
        return CarrierSettings.of(parallelism);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EngineCapabilities capabilities() {
        return Coroutines.CAPABILITIES;
    }

    @Override
    public synchronized void attach(Platform platform) {
        attached =
                owned
                        ? new OwnedCoroutines(name, settings, platform)
                        : new PortableCoroutines(name, settings);
    }

    private Coroutines coroutines() {
        Coroutines made = attached;
        return made != null ? made : onTheMachine();
    }

    private synchronized Coroutines onTheMachine() {
        if (attached == null) {
            attach(new SystemPlatform());
        }
        return coroutines();
    }

    @Override
    public Execution prepare(TaskBody body) {
        return coroutines().prepare(body);
    }

    @Override
    public void onHeld(Consumer<CarrierHeld> listener) {
        coroutines().onHeld(listener);
    }

    @Override
    public Optional<CarrierPool> carriers() {
        return coroutines().carriers();
    }

    @Override
    public EngineSnapshot snapshot() {
        return coroutines().snapshot();
    }

    @Override
    public void close() {
        Coroutines made = attached;
        if (made != null) {
            made.close();
        }
    }
}
