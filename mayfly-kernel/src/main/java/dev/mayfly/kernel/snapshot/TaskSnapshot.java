package dev.mayfly.kernel.snapshot;

import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * A picture of one task that has not ended.
 *
 * @param id its identity
 * @param name its name
 * @param queue its queue
 * @param parent the task that spawned it, if one did
 * @param scope the scope of that task which it is a subtask of, if it is
 * @param priority 0 (most urgent) to 31
 * @param system whether it is a system task
 * @param state where it is
 * @param call the system call that it waits in, if it does; it holds what the task called it with,
 *     such as a key, for as long as the picture is kept
 * @param situation why it is in its state, where that is no system call; else empty
 * @param submittedAt wall time of its submission
 * @param age time since its submission
 * @param runTime how long it has had its turn
 * @param waitTime how long it has waited, for its turn or in system calls
 * @param runs how often it has got its turn
 * @param throttled how often it outran its quantum and went behind its equals
 */
public record TaskSnapshot(
        TaskId id,
        String name,
        String queue,
        @Nullable TaskId parent,
        @Nullable String scope,
        int priority,
        boolean system,
        TaskState state,
        @Nullable SystemCall call,
        String situation,
        Instant submittedAt,
        Duration age,
        Duration runTime,
        Duration waitTime,
        long runs,
        long throttled) {

    /**
     * Why the task is in its state. Of a task that waits in a system call the text is made here, at
     * each call, so that a picture of many tasks costs no texts that nobody reads.
     *
     * @return one sentence, for instance {@code sleeps for 5 s}
     */
    public String reason() {
        return call == null ? situation : call.describe();
    }
}
