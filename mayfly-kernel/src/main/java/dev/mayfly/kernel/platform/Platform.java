package dev.mayfly.kernel.platform;

import dev.mayfly.kernel.time.Clock;

import java.io.IOException;

/**
 * All that the kernel sees of the outside: time, threads, processes, and the wish that the process
 * end. {@link SystemPlatform} is the machine's; a simulation has one of its own, on which time
 * jumps and nothing else of the machine can be had.
 *
 * <p>What tasks run on is not decided here but by their engine, which gets the platform for the
 * threads and processes of its own; and what their bodies do beside system calls, to files or
 * sockets, is theirs.
 *
 * <p>Thread rule: all methods may be called by any thread, and by several at once.
 */
public interface Platform {

    /**
     * The kernel's time: of tasks, time-outs, schedules and events.
     *
     * @return always the same clock
     */
    Clock clock();

    /**
     * The machine's time, which passes also where {@link #clock()} is stepped by hand: for what is
     * up to the machine alone, such as the end of a program or of a cancelled task.
     *
     * @return always the same clock; may be the same as {@link #clock()}
     */
    Clock realTime();

    /**
     * Makes a thread for work of the kernel's own. It does not keep the process alive and inherits
     * nothing from the calling thread but its class loader.
     *
     * @param name its name
     * @param body what it runs
     * @return a thread that is not started; {@link #start(Thread)} does that
     * @throws RuntimeException if there are no such threads here; it says who asked
     */
    Thread thread(String name, Runnable body);

    /**
     * Starts a thread of the kernel's own. Carriers pass here too, which are made by themselves
     * since they are of a type of their own.
     *
     * @param thread is not started
     * @throws RuntimeException if there are no such threads here; it says who asked
     * @throws OutOfMemoryError if the machine has no thread to spare
     */
    void start(Thread thread);

    /**
     * Blocks the calling thread, which runs no task, until it is unparked or interrupted, or for no
     * reason: the caller looks again whether what it waits for has come.
     *
     * @param blocker what it waits for, for those who look at the thread
     */
    void park(Object blocker);

    /**
     * Lets in the calling thread, which wants something of the scheduler.
     *
     * @param request what, as in {@code signal}
     * @param subject of what: a queue, a key or a task
     * @throws RuntimeException if the thread may not come in; nothing was done then
     */
    void enter(String request, Object subject);

    /**
     * Starts a program.
     *
     * @param program what and how
     * @return the process, by which it is ended
     * @throws IOException if it cannot be started
     * @throws RuntimeException if there are no processes here; it says who asked
     */
    Process start(ProcessBuilder program) throws IOException;

    /**
     * Does something when the process is asked to end: by SIGTERM or SIGINT, by {@code
     * System.exit}, or because its last thread has ended. The process waits for it. What several
     * want is done at once, in no order. Where the process is ending already, it is begun at once,
     * and may not be waited for.
     *
     * @param name names the thread that does it
     * @param action what
     * @return takes the wish back
     */
    StopHook onStop(String name, Runnable action);

    /**
     * This platform with another clock, for tests that step it. {@link #realTime()} stays.
     *
     * @param clock the kernel's time
     * @return another platform
     */
    default Platform withClock(Clock clock) {
        return new OtherClock(this, clock);
    }
}
