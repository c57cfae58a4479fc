package dev.mayfly.kernel.syscall;

import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;

import org.jspecify.annotations.Nullable;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;

/**
 * One request of a task to the kernel, and the only way in. The methods of {@link
 * dev.mayfly.kernel.task.TaskContext} make these values; the kernel carries them out in one place,
 * counts each by its {@link #type()} and shows the one that a blocked task is in as its reason.
 */
public sealed interface SystemCall {

    /**
     * What the call is counted under.
     *
     * @return the type
     */
    SystemCallType type();

    /**
     * What a task in this call is doing, for people: it completes the sentence "the task …".
     *
     * @return for instance {@code sleeps for 5 s}
     */
    String describe();

    /**
     * Let time pass.
     *
     * @param duration how long
     */
    record Sleep(Duration duration) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.SLEEP;
        }

        @Override
        public String describe() {
            return "sleeps for " + Texts.duration(duration);
        }
    }

    /** Let others run. */
    record Yield() implements SystemCall {

        /** The one value needed. */
        public static final Yield INSTANCE = new Yield();

        @Override
        public SystemCallType type() {
            return SystemCallType.YIELD;
        }

        @Override
        public String describe() {
            return "lets others run";
        }
    }

    /**
     * Start a child.
     *
     * @param options how to run it
     * @param job what it does
     */
    record Spawn(TaskOptions options, SchedulableJob<?> job) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.SPAWN;
        }

        @Override
        public String describe() {
            return "starts a child";
        }
    }

    /**
     * Wait for another task to end.
     *
     * @param task whose end
     * @param name that task's name, for the reason shown
     * @param timeout the limit, null for none
     */
    record Join(TaskId task, String name, @Nullable Duration timeout) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.JOIN;
        }

        @Override
        public String describe() {
            return "waits for " + task + " (" + name + ") to end" + Texts.limit(timeout);
        }
    }

    /**
     * Wait for the subtasks of a scope.
     *
     * @param scope the scope's name
     * @param open how many have not ended
     * @param timeout the scope's limit, null for none
     */
    record JoinScope(String scope, int open, @Nullable Duration timeout) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.JOIN;
        }

        @Override
        public String describe() {
            return "waits for "
                    + (open == 1 ? "1 subtask" : open + " subtasks")
                    + " of scope \""
                    + scope
                    + "\" to end"
                    + Texts.limit(timeout);
        }
    }

    /**
     * Wait for a signal.
     *
     * @param key on which key
     * @param timeout the limit, null for none
     */
    record AwaitSignal(Object key, @Nullable Duration timeout) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.WAIT;
        }

        @Override
        public String describe() {
            return "waits for a signal on \"" + Texts.key(key) + '"' + Texts.limit(timeout);
        }
    }

    /**
     * Wait for a signal, up to a point in time.
     *
     * @param key on which key
     * @param deadline a reading of the kernel's monotonic clock, in nanoseconds
     * @param left how far off the deadline was when the call was made, for people
     */
    record AwaitSignalUntil(Object key, long deadline, Duration left) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.WAIT;
        }

        @Override
        public String describe() {
            return "waits for a signal on \"" + Texts.key(key) + '"' + Texts.limit(left);
        }
    }

    /**
     * Wake those who wait on a key.
     *
     * @param key the key
     */
    record Signal(Object key) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.SIGNAL;
        }

        @Override
        public String describe() {
            return "signals \"" + Texts.key(key) + '"';
        }
    }

    /**
     * Ask another task to end.
     *
     * @param task which
     */
    record Cancel(TaskId task) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.CANCEL;
        }

        @Override
        public String describe() {
            return "cancels " + task;
        }
    }

    /**
     * Wait until a channel is ready.
     *
     * @param channel in non-blocking mode
     * @param operations bits of {@link SelectionKey}
     * @param timeout the limit, null for none
     */
    record AwaitIo(SelectableChannel channel, int operations, @Nullable Duration timeout)
            implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.IO_WAIT;
        }

        @Override
        public String describe() {
            var wanted = new StringJoiner(", ");
            if ((operations & SelectionKey.OP_READ) != 0) {
                wanted.add("read");
            }
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                wanted.add("write");
            }
            if ((operations & SelectionKey.OP_CONNECT) != 0) {
                wanted.add("connect");
            }
            if ((operations & SelectionKey.OP_ACCEPT) != 0) {
                wanted.add("accept");
            }
            return "waits to " + wanted + " on " + Texts.key(channel) + Texts.limit(timeout);
        }
    }

    /**
     * Wait for something that is not a task to be done.
     *
     * @param what it is, as in "waits for …"
     * @param stage is completed when it is done
     * @param timeout the limit, null for none
     */
    record AwaitStage(String what, CompletionStage<?> stage, @Nullable Duration timeout)
            implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.STAGE;
        }

        @Override
        public String describe() {
            return "waits for " + Texts.key(what) + Texts.limit(timeout);
        }
    }

    /** Ask for one's own identity. */
    record GetId() implements SystemCall {

        /** The one value needed. */
        public static final GetId INSTANCE = new GetId();

        @Override
        public SystemCallType type() {
            return SystemCallType.GET_ID;
        }

        @Override
        public String describe() {
            return "asks for its id";
        }
    }

    /** Ask for the time. */
    record Now() implements SystemCall {

        /** The one value needed. */
        public static final Now INSTANCE = new Now();

        @Override
        public SystemCallType type() {
            return SystemCallType.NOW;
        }

        @Override
        public String describe() {
            return "asks for the time";
        }
    }

    /**
     * Write a line to the activity log.
     *
     * @param message the line
     */
    record Log(String message) implements SystemCall {
        @Override
        public SystemCallType type() {
            return SystemCallType.LOG;
        }

        @Override
        public String describe() {
            return "writes to the log";
        }
    }
}
