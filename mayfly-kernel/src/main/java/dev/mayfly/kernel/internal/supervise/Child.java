package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.supervise.ChildInfo;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

/** A child and where it is. Every field is guarded by its {@link Children}. */
final class Child {

    final ChildSpec spec;

    /** Null unless it runs. */
    @Nullable TaskHandle<?> task;

    /** The supervisor that it is; null unless it is one and runs. */
    @Nullable SupervisorTask supervisor;

    /** It failed to start again, and the next attempt is in the mailbox. */
    boolean restarting;

    /** When it was last started. */
    long started;

    /** How often it was started, the first time included. */
    long starts;

    Child(ChildSpec spec) {
        this.spec = spec;
    }

    boolean isTemporary() {
        return spec.restart() == ChildSpec.Restart.TEMPORARY;
    }

    ChildInfo.Status status() {
        if (task != null) {
            return ChildInfo.Status.RUNNING;
        }
        return restarting ? ChildInfo.Status.RESTARTING : ChildInfo.Status.STOPPED;
    }
}
