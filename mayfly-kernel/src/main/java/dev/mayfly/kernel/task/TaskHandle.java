package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the submitter of a task holds: its state, its result, and the means to cancel it.
 *
 * <p>Thread rule: safe for use by any thread. What the task did happens-before the return of every
 * method here that shows its end.
 *
 * @param <R> the type of the result
 */
public interface TaskHandle<R extends @Nullable Object> {

    /**
     * The task's identity.
     *
     * @return the id
     */
    TaskId id();

    /**
     * The task's name.
     *
     * @return the name, never blank
     */
    String name();

    /**
     * The queue the task was submitted to.
     *
     * @return the queue's name
     */
    String queue();

    /**
     * Where the task is now.
     *
     * @return the state; final once {@link TaskState#isTerminal()}
     */
    TaskState state();

    /**
     * Why the task is where it is, as one sentence for people.
     *
     * @return for instance {@code waits for a signal on "approved", at most 30 s}
     */
    String reason();

    /**
     * Where the task stands: what is on its stack now, for whoever asks why it does not come to an
     * end. The task goes on meanwhile; one that has its turn stands still for some microseconds.
     *
     * <p>A thread may run one task after another. What is returned was taken between two looks at
     * which thread carries this task, both of which found the same one: it is never of another
     * task. Where the second look found that the task has ended or moved on, there are no frames,
     * and what was taken is thrown away. What is true of every picture stays true of this one: the
     * task may stand elsewhere by the time it is read.
     *
     * <p>A body that waits for a stage on an engine without stacks has none, nor has a task that
     * has not begun or has ended. A program or a WASM module has no frames of the JVM: those shown
     * are of the body that waits for it, or of what interprets it.
     *
     * <p>In a simulation only its own tasks and its scenario may ask.
     *
     * @return the frames of the task's body, or why there are none
     */
    Stack stack();

    /**
     * What was on a task's stack.
     *
     * @param frames of the task's body, the innermost first: it begins where the body called the
     *     kernel or parked its thread, and ends with the body's own method. At most {@value
     *     #MOST_FRAMES}; empty where the task has no stack
     * @param omitted how many more there were further out. The JVM itself tells no more than 1 024
     *     of a stack ({@code -XX:MaxJavaStackTraceDepth}); those beyond are not counted
     * @param reason why the task is where it is, as {@link TaskHandle#reason()} has it at about the
     *     same moment; where there are no frames, it also says why there are none
     */
    record Stack(List<StackTraceElement> frames, int omitted, String reason) {

        /**
         * The most frames that are kept of a stack, those nearest to where the task stands: 128.
         */
        public static final int MOST_FRAMES = 128;

        /** Copies the frames. */
        public Stack {
            frames = List.copyOf(frames);
        }

        /**
         * The frames as {@link Throwable#printStackTrace()} has them, for people and for tools that
         * read them.
         *
         * @return a line a frame, each with a tab and {@code at} before it, without a line break at
         *     the end; empty where there are none
         */
        public String text() {
            StringBuilder text = new StringBuilder();
            for (StackTraceElement frame : frames) {
                text.append(text.isEmpty() ? "" : "\n").append("\tat ").append(frame);
            }
            return omitted == 0
                    ? text.toString()
                    : text.append("\n\t... ").append(omitted).append(" more").toString();
        }
    }

    /**
     * Tells whether the task has ended.
     *
     * @return true in every terminal state
     */
    default boolean isDone() {
        return state().isTerminal();
    }

    /**
     * Waits for the end of the task. Called within a task of the same scheduler, this is the join
     * system call.
     *
     * @return success, failure or cancelled
     * @throws InterruptedException if a thread that is not a task is interrupted
     */
    JoinResult<R> await() throws InterruptedException;

    /**
     * Waits for the end of the task, but no longer than the given time. Called within a task of the
     * same scheduler, this is the join system call.
     *
     * @param timeout measured by the scheduler's clock; zero or less looks and does not wait
     * @return success, failure, cancelled, or timed out if the task had not ended by then
     * @throws InterruptedException if a thread that is not a task is interrupted
     */
    JoinResult<R> await(Duration timeout) throws InterruptedException;

    /**
     * The end of the task as a future: it completes with the result, exceptionally with the
     * failure's cause, or is cancelled.
     *
     * <p>Each call returns a future of its own: completing or cancelling it does not touch the
     * task. Actions attached to it without an executor run on the thread that ended the task and
     * must be quick.
     *
     * @return a new future
     */
    CompletableFuture<R> future();

    /**
     * Asks the task to end. A task that has not started ends at once; one that runs gets a {@link
     * TaskCancelledException} at its next system call, and an interrupt where it blocks elsewhere.
     * Cancelling again does nothing.
     *
     * @return true if this call was the first to ask and the task had not ended
     */
    boolean cancel();
}
