package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.wait.Wait;

/** A wait of a task in a system call. */
class TaskWait extends Wait {

    private final Task<?> task;

    TaskWait(Task<?> task) {
        this.task = task;
    }

    Task<?> task() {
        return task;
    }

    @Override
    protected void unblock() {
        task.resume();
    }
}
