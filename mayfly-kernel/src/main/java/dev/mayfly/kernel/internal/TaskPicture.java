package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.concurrent.LiveTable;
import dev.mayfly.kernel.internal.report.Accounting;
import dev.mayfly.kernel.internal.report.BodyFrames;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.snapshot.WaitingThreads;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What is shown of a task: derived from its stage, its end and the wait it is in. */
final class TaskPicture {

    private static final String TASK = Task.class.getName();
    private static final String LAST_WORD = StacklessWait.class.getName();

    private TaskPicture() {}

    /**
     * Pictures of all that are alive, in the order of their submission.
     *
     * @param expected about how many there are
     */
    static List<TaskSnapshot> all(
            LiveTable<Task<?>> alive, long expected, long now, Instant wallNow) {
        var album = new Album(Math.clamp(expected, 16, Integer.MAX_VALUE >> 1));
        alive.forEach(task -> album.add(task.number(), task.snapshot(now, wallNow)));
        return album.inOrder();
    }

    /**
     * Pictures, to be put in order. It sorts numbers, each with its picture's place in the lower
     * bits: of a hundred thousand pictures most have left the cache at the end, and a sort of them
     * would fetch each many times.
     */
    private static final class Album {

        private TaskSnapshot[] pictures;
        private long[] numbers;
        private int size;

        Album(int expected) {
            pictures = new TaskSnapshot[expected];
            numbers = new long[expected];
        }

        void add(long number, TaskSnapshot picture) {
            if (size == numbers.length) {
                pictures = Arrays.copyOf(pictures, 2 * size);
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size] = number;
            pictures[size++] = picture;
        }

        List<TaskSnapshot> inOrder() {
            long first = Long.MAX_VALUE;
            long last = 0;
            for (int i = 0; i < size; i++) {
                first = Math.min(first, numbers[i]);
                last = Math.max(last, numbers[i]);
            }
            int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
            if (bits + Long.SIZE - Long.numberOfLeadingZeros(last - first) >= Long.SIZE) {
                TaskSnapshot[] sorted = Arrays.copyOf(pictures, size);
                Arrays.sort(sorted, Comparator.comparing(TaskSnapshot::id));
                return List.of(sorted);
            }
            for (int i = 0; i < size; i++) {
                numbers[i] = (numbers[i] - first) << bits | i;
            }
            Arrays.sort(numbers, 0, size);
            TaskSnapshot[] sorted = new TaskSnapshot[size];
            for (int i = 0; i < size; i++) {
                sorted[i] = pictures[(int) numbers[i] & ((1 << bits) - 1)];
            }
            return Collections.unmodifiableList(Arrays.asList(sorted));
        }
    }

    /** What goes round those that wait on a thread. */
    static WaitingThreads waiting(LiveTable<Task<?>> alive, Clock clock) {
        return new Round(alive, clock);
    }

    /** Goes round the table, and remembers where it stopped. */
    private static final class Round implements WaitingThreads {

        /** How many places of the table a look passes at most, empty ones too: some 100 µs. */
        private static final int PLACES = 1 << 16;

        private final LiveTable<Task<?>> alive;
        private final Clock clock;

        /** Guarded by this. */
        private long place;

        Round(LiveTable<Task<?>> alive, Clock clock) {
            this.alive = alive;
            this.clock = clock;
        }

        @Override
        public synchronized <T> List<Seen<T>> next(
                Duration patience, int most, Function<Thread, @Nullable T> look) {
            long now = clock.nanoTime();
            List<Task<?>> waiting = new ArrayList<>();
            place =
                    alive.forSome(
                            place,
                            PLACES,
                            task -> {
                                Duration lasting = lasting(task, now);
                                if (lasting != null && lasting.compareTo(patience) >= 0) {
                                    waiting.add(task);
                                }
                                return waiting.size() < most;
                            });
            List<Seen<T>> seen = new ArrayList<>();
            for (Task<?> task : waiting) {
                Seen<T> one = seen(task, now, look);
                if (one != null) {
                    seen.add(one);
                }
            }
            return seen;
        }

        /** For how long a task has waited in a system call on a thread; null if it does not. */
        private static @Nullable Duration lasting(Task<?> task, long now) {
            Wait wait = task.currentWait();
            if (wait == null || wait.ended() != null || task.thread() == null) {
                return null;
            }
            Accounting.Times times = task.accounting().times();
            return times.running() ? null : Duration.ofNanos(now - times.since());
        }

        private static <T> @Nullable Seen<T> seen(
                Task<?> task, long now, Function<Thread, @Nullable T> look) {
            Wait wait = task.currentWait();
            SystemCall call = task.currentCall();
            Thread thread = task.thread();
            Duration lasting = lasting(task, now);
            if (wait == null || call == null || thread == null || lasting == null) {
                return null;
            }
            T what = look.apply(thread);
            // Before its wait is over a thread runs nothing else; after that, anything.
            boolean same = task.currentWait() == wait && wait.ended() == null;
            return what == null || !same
                    ? null
                    : new Seen<>(task.id(), task.name(), task.queue(), call, lasting, what);
        }
    }

    /**
     * What a task has on its stack. The thread is asked for twice, and what it had on its stack is
     * the task's only if it carried the task both times: it takes a task on before it runs anything
     * of it, and puts it down when nothing of it is left, once each. Only a task without a stack
     * comes back, perhaps to the same thread with another in between; but its turns are counted
     * before its wait is over.
     */
    static TaskHandle.Stack stack(Task<?> task) {
        long turns = task.accounting().times().runs();
        Thread thread = task.thread();
        if (thread != null) {
            StackTraceElement[] stack = thread.getStackTrace();
            BodyFrames.Range body = BodyFrames.of(stack, TaskPicture::callsBody);
            String reason = reason(task);
            if (task.thread() == thread && !hasBeenAway(task, turns) && !body.isEmpty()) {
                return body.cut(stack, reason);
            }
        }
        return new TaskHandle.Stack(List.of(), 0, absence(task));
    }

    private static boolean hasBeenAway(Task<?> task, long turns) {
        return task.currentWait() instanceof StacklessWait<?>
                || task.engine().capabilities().stackless()
                        && task.accounting().times().runs() != turns;
    }

    private static boolean callsBody(StackTraceElement frame) {
        String type = frame.getClassName();
        String method = frame.getMethodName();
        return type.equals(TASK) && method.startsWith("lambda$within$")
                || type.equals(LAST_WORD) && method.equals("result");
    }

    private static String absence(Task<?> task) {
        String reason = reason(task);
        if (task.anyResult() != null) {
            return reason + ", and has no stack any more";
        }
        if (task.isNew()) {
            return reason + ", and has no stack yet";
        }
        return task.currentWait() instanceof StacklessWait<?>
                ? reason + ", without a thread and a stack"
                : reason + ", and was just beginning, ending or waking when it was looked at";
    }

    static TaskState state(Task<?> task) {
        JoinResult<?> result = task.anyResult();
        if (result != null) {
            return state(result);
        }
        if (task.isNew()) {
            return others(task) != null ? TaskState.PENDING_DEPENDENCIES : TaskState.READY;
        }
        Wait current = task.currentWait();
        if (current == null) {
            return task.isThrottled() ? TaskState.THROTTLED : TaskState.RUNNING;
        }
        if (current.ended() != null) {
            return TaskState.READY;
        }
        return task.currentCall() instanceof SystemCall.Sleep
                ? TaskState.SLEEPING
                : TaskState.WAITING;
    }

    static TaskState state(JoinResult<?> result) {
        return switch (result) {
            case JoinResult.Success<?> s -> TaskState.COMPLETED;
            case JoinResult.Failure<?> f -> TaskState.FAILED;
            case JoinResult.Cancelled<?> c -> TaskState.CANCELLED;
            case JoinResult.Skipped<?> s -> TaskState.SKIPPED;
            case JoinResult.TimedOut<?> t -> throw new AssertionError("a task does not end so");
        };
    }

    static String reason(Task<?> task) {
        JoinResult<?> result = task.anyResult();
        if (result != null) {
            return switch (result) {
                case JoinResult.Failure<?>(Throwable cause) -> "failed with " + cause;
                case JoinResult.Skipped<?>(String reason) -> "skipped, since " + reason;
                default -> state(result).name().toLowerCase(Locale.ROOT);
            };
        }
        if (task.isNew()) {
            String others = others(task);
            if (others != null) {
                return others;
            }
            String inLine = task.taskQueue().reason(task);
            return inLine != null ? inLine : turn(task, "waits for its first turn");
        }
        Wait current = task.currentWait();
        SystemCall now = task.currentCall();
        if (task.isThrottled()) {
            return turn(task, "used up its quantum, and waits behind its equals");
        }
        if (current == null || now == null) {
            return "runs on engine " + task.engine().name();
        }
        return current.ended() == null
                ? now.describe()
                : turn(task, "woke, and waits for its turn");
    }

    private static @Nullable String others(Task<?> task) {
        Dependencies waiting = task.dependencies();
        return waiting == null ? null : waiting.describe();
    }

    private static String turn(Task<?> task, String what) {
        return what + " on engine " + task.engine().name();
    }

    static TaskSnapshot snapshot(Task<?> task, @Nullable String scope, long now, Instant wallNow) {
        Accounting.Times times = task.accounting().times();
        TaskState state = state(task);
        boolean waits = state == TaskState.WAITING || state == TaskState.SLEEPING;
        SystemCall call = waits ? task.currentCall() : null;
        Duration age = Duration.ofNanos(now - task.accounting().submitted());
        return new TaskSnapshot(
                task.id(),
                task.name(),
                task.queue(),
                task.parent(),
                scope,
                task.priority(),
                task.isSystem(),
                state,
                call,
                call == null ? reason(task) : "",
                wallNow.minus(age),
                age,
                times.runTime(now),
                times.waitTime(now),
                times.runs(),
                times.throttled());
    }
}
