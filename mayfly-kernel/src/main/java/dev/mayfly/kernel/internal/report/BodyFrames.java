package dev.mayfly.kernel.internal.report;

import dev.mayfly.kernel.task.TaskHandle;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The part of a thread's stack that is of a task's body: without what runs tasks, further out, and
 * without what parks them, further in.
 */
public final class BodyFrames {

    /** Whatever begins so parks tasks, or carries out their calls. */
    private static final List<String> MACHINERY =
            List.of(
                    "dev.mayfly.kernel.internal.",
                    "dev.mayfly.kernel.engine.",
                    "dev.mayfly.kernel.sim.",
                    "dev.mayfly.kernel.schedule.",
                    "dev.mayfly.kernel.carrier.",
                    "dev.mayfly.kernel.platform.",
                    "dev.mayfly.kernel.task.");

    private static final String FRONT_DOOR = "dev.mayfly.kernel.Scheduler";

    /** The JDK's classes of which all methods that can be innermost park a thread. */
    private static final Set<String> PARKING =
            Set.of(
                    "java.lang.VirtualThread",
                    "jdk.internal.misc.VirtualThreads",
                    "java.util.concurrent.locks.LockSupport",
                    "java.util.concurrent.locks.AbstractQueuedSynchronizer",
                    "java.util.concurrent.locks.AbstractQueuedLongSynchronizer");

    /** The others, by their methods. */
    private static final Set<String> PARKING_METHODS =
            Set.of(
                    "park",
                    "parkVirtualThread",
                    "getStackTrace",
                    "managedBlock",
                    "unmanagedBlock",
                    "yield",
                    "yield0");

    private BodyFrames() {}

    /**
     * Takes a stack apart.
     *
     * @param stack of a thread that runs a task, the innermost frame first
     * @param entry whether a frame is one that calls a body
     * @return the index of the body's innermost frame, and that after its outermost; the same where
     *     the stack has none of a body
     */
    public static Range of(StackTraceElement[] stack, Predicate<StackTraceElement> entry) {
        int end = stack.length;
        while (end > 0 && !entry.test(stack[end - 1])) {
            end--;
        }
        if (end > 0) {
            end--;
        } else if (stack.length > 0 && !isOutermost(stack[stack.length - 1])) {
            end = stack.length; // so deep that the JVM has left out where it begins
        }
        int begin = 0;
        while (begin < end && (isParking(stack[begin]) || isMachinery(stack[begin]))) {
            begin++;
        }
        if (begin == end) { // what the kernel runs for itself is all machinery
            begin = 0;
            while (begin < end && isParking(stack[begin])) {
                begin++;
            }
        }
        return new Range(begin, end);
    }

    /**
     * Which frames are of a body.
     *
     * @param begin the first
     * @param end the one after the last
     */
    public record Range(int begin, int end) {

        /**
         * Cuts the frames out.
         *
         * @param stack what this is a part of
         * @param reason why the task is where it is
         * @return the innermost of them
         */
        public TaskHandle.Stack cut(StackTraceElement[] stack, String reason) {
            int shown = Math.min(end, begin + TaskHandle.Stack.MOST_FRAMES);
            return new TaskHandle.Stack(
                    Arrays.asList(stack).subList(begin, shown), end - shown, reason);
        }

        /** {@return whether there are none} */
        public boolean isEmpty() {
            return begin == end;
        }
    }

    private static boolean isMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.equals(FRONT_DOOR) || MACHINERY.stream().anyMatch(type::startsWith);
    }

    private static boolean isParking(StackTraceElement frame) {
        String type = frame.getClassName();
        int nested = type.indexOf('$');
        String outer = nested < 0 ? type : type.substring(0, nested);
        return PARKING.contains(outer)
                || type.startsWith("jdk.internal.vm.")
                || PARKING_METHODS.contains(frame.getMethodName())
                        && (outer.equals("java.lang.System")
                                || outer.equals("java.lang.Thread")
                                || outer.equals("jdk.internal.misc.Unsafe")
                                || outer.equals("java.util.concurrent.ForkJoinPool"));
    }

    /** Where a stack ends of which nothing was left out. */
    private static boolean isOutermost(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.equals("java.lang.Thread")
                || type.startsWith("java.lang.VirtualThread")
                || type.startsWith("jdk.internal.vm.");
    }
}
