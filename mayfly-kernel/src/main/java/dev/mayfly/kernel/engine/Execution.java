package dev.mayfly.kernel.engine;

import dev.mayfly.kernel.syscall.SystemCall;

import org.jspecify.annotations.Nullable;

/**
 * One task on its engine.
 *
 * <p>The kernel pairs calls strictly: {@link #start()} once; then any number of times {@link
 * #block()} on the task's thread and {@link #resume()} from anywhere, one for one. The resume may
 * come before its block, which then does not wait for another.
 */
public interface Execution {

    /** Makes the task ready for the first time. Called once, by any thread; never blocks. */
    void start();

    /**
     * Gives up the task's turn until it is resumed and its turn has come again. Called on the
     * task's own thread. An interrupt neither ends the wait nor is lost.
     */
    void block();

    /**
     * Blocks as {@link #block()} does. An engine whose tasks keep their threads may look at the
     * call, and let another run meanwhile where the task waits for the end of others.
     *
     * @param call why
     */
    default void block(SystemCall call) {
        block();
    }

    /** Ends one {@link #block()}: makes the task ready. Called by any thread; never blocks. */
    void resume();

    /**
     * Lets tasks run that are ready and at least as urgent. Called on the task's own thread;
     * returns at once where there are none, or where the engine cannot switch.
     */
    void yield();

    /**
     * Whether the task has had its turn for longer than the engine's quantum. Called on the task's
     * own thread, at every system call; costs next to nothing.
     *
     * @return always false where the engine measures no quantum
     */
    default boolean isQuantumSpent() {
        return false;
    }

    /**
     * Puts the task behind all that are ready and as urgent, and returns when its turn has come
     * again. Called on the task's own thread, after {@link #isQuantumSpent()} was true.
     */
    default void giveWay() {
        this.yield();
    }

    /**
     * Interrupts the task's thread, if the task has one and has not ended. Called by any thread.
     */
    void interrupt();

    /**
     * The thread the task runs on. By it the kernel tells whose stack a thread has: where threads
     * run one task after another, a task has its thread before anything of it runs there, and has
     * it no more when anything of another does.
     *
     * @return null before it has started and after it has ended
     */
    @Nullable Thread thread();
}
