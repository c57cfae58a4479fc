package dev.mayfly.kernel.stack;

import dev.mayfly.kernel.task.TaskContext;

import java.time.Duration;

/** A body that stands in one place, which is in none of the kernel's own packages. */
public final class Sleeper {

    private Sleeper() {}

    /** Sleeps for a day of its scheduler's clock. */
    public static int sleeps(TaskContext task) {
        task.sleep(Duration.ofDays(1));
        return 1;
    }
}
