package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.task.TaskHandle;

/** What came of a start. */
public sealed interface Started {

    /**
     * It runs.
     *
     * @param task as which task
     */
    record Running(TaskHandle<?> task) implements Started {}

    /** It has nothing to do. */
    record Ignored() implements Started {}

    /**
     * It failed.
     *
     * @param cause why
     */
    record Failed(Throwable cause) implements Started {}
}
