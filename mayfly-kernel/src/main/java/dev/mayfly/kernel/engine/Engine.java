package dev.mayfly.kernel.engine;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * What a task's body runs on. An engine decides when a ready task gets its turn; it does not know
 * why a task blocks.
 *
 * <p>A new engine passes the contract suite of the test kit, which holds it to its {@link
 * EngineCapabilities}.
 *
 * <p>Thread rule: all methods may be called by any thread.
 */
public interface Engine extends AutoCloseable {

    /**
     * The name that queues choose it by.
     *
     * @return for instance {@code coroutine}
     */
    String name();

    /**
     * What the engine can do.
     *
     * @return always the same value
     */
    EngineCapabilities capabilities();

    /**
     * Gives the engine what it needs of the outside: for its own threads and processes. The
     * scheduler calls it once, before anything else but {@link #name()} and {@link
     * #capabilities()}. Engines start no thread before it; the built-in ones use the machine's
     * platform where it was not called, beneath a decorator that does not pass it on for instance.
     *
     * @param platform the scheduler's
     */
    default void attach(Platform platform) {}

    /**
     * Prepares one task; nothing runs before {@link Execution#start()}.
     *
     * @param body the task
     * @return its execution
     */
    Execution prepare(TaskBody body);

    /**
     * Sets who hears of tasks that hold a thread of the engine for too long. Called once, before
     * the first task.
     *
     * @param listener called by any thread; must return soon
     */
    default void onHeld(Consumer<CarrierHeld> listener) {}

    /**
     * Runs the job of a task, once the task is under way: the place where an engine grants {@link
     * Facilities} to the body and takes back what the body left behind. The kernel calls it on the
     * task's thread, within {@link TaskBody#run()} and before the task's end is seen by anyone.
     *
     * @param task the system calls
     * @param body the job
     * @param <R> the type of the result
     * @return what the body returns
     * @throws Exception what the body throws; what this method throws itself ends the task as
     *     failed
     */
    default <R extends @Nullable Object> R around(TaskContext task, Callable<R> body)
            throws Exception {
        return body.call();
    }

    /**
     * Where the engine runs what is ready, for units that are no tasks: the stackless handlers of
     * agents for instance.
     *
     * @return nothing, as here, where the engine has no carriers of its own
     */
    default Optional<CarrierPool> carriers() {
        return Optional.empty();
    }

    /**
     * A picture of the engine.
     *
     * @return figures that were true at about the same moment
     */
    EngineSnapshot snapshot();

    /**
     * Frees the engine's own threads. Called after every task has ended, or has been given up;
     * threads of tasks that were given up are daemons and do not keep the process alive.
     */
    @Override
    void close();
}
