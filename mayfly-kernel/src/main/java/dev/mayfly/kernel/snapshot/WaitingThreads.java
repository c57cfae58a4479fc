package dev.mayfly.kernel.snapshot;

import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Looks at the threads of tasks that wait in system calls, some at a time, so that a look is as
 * cheap among a million tasks as among a thousand. Who looks again and again comes to all of them,
 * and then to the first again.
 *
 * <p>Thread rule: may be used by any thread; one looks at a time.
 */
public interface WaitingThreads {

    /**
     * What was seen of one task.
     *
     * @param <T> what is seen of its thread
     * @param task which it is
     * @param name its name
     * @param queue its queue
     * @param call what it waits in
     * @param lasting for how long it has
     * @param seen what was seen of its thread
     */
    record Seen<T>(
            TaskId task, String name, String queue, SystemCall call, Duration lasting, T seen) {}

    /**
     * Looks at the next few.
     *
     * @param <T> what is seen of a thread
     * @param patience those that have waited for less are passed over
     * @param most how many threads to look at, 1 or more; there may be fewer
     * @param look is given a thread that waits, and must not keep it: it may run another task soon
     * @return what it returned, null aside, of those that waited in the same call all the while
     */
    <T> List<Seen<T>> next(Duration patience, int most, Function<Thread, @Nullable T> look);
}
