package dev.mayfly.kernel.snapshot;

/**
 * A picture of one queue.
 *
 * @param name its name
 * @param engine the engine its tasks run on
 * @param concurrency how many may be between start and end; {@link Integer#MAX_VALUE} for no limit
 * @param priority the priority of tasks that ask for none
 * @param paused whether starts are stopped
 * @param waiting tasks that wait for a slot
 * @param running tasks that have a slot: started and not ended, blocked or not
 * @param children children spawned by tasks of this queue, which take no slot
 * @param completed tasks that completed, since the start
 * @param failed tasks that failed
 * @param cancelled tasks that were cancelled
 * @param skipped tasks that never ran, because one they come after did not complete
 */
public record QueueSnapshot(
        String name,
        String engine,
        int concurrency,
        int priority,
        boolean paused,
        int waiting,
        int running,
        int children,
        long completed,
        long failed,
        long cancelled,
        long skipped) {}
