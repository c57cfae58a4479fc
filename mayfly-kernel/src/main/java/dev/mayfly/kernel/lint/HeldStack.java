package dev.mayfly.kernel.lint;

import java.util.List;
import java.util.stream.Collectors;

/** What the stack of a task tells of why it holds what others want: a carrier, or a lock. */
record HeldStack(List<StackTraceElement> frames) {

    /** How the JDK calls what a virtual thread does that must wait and cannot leave. */
    private static final String PINNED = "parkOnCarrierThread";

    /** Where a stack begins: which frames of the JDK's decide. */
    private static final int TOP = 16;

    /** How many frames are shown. */
    private static final int SHOWN = 30;

    /** Whether it waits, and does not compute. */
    boolean isBlocked() {
        return isPinned() || (!frames.isEmpty() && frames.getFirst().isNativeMethod());
    }

    private boolean isPinned() {
        return frames.stream().limit(TOP).anyMatch(frame -> frame.getMethodName().equals(PINNED));
    }

    /** Why it cannot leave its carrier, for people. */
    String reason() {
        for (StackTraceElement frame : frames) {
            if (frame.getMethodName().equals("<clinit>")) {
                return "in the static initializer of " + frame.getClassName();
            }
        }
        if (!isPinned()) {
            return "in the native method " + method(frames.getFirst());
        }
        return frames.stream()
                .skip(1)
                .filter(frame -> frame.isNativeMethod() && !isOfTheThread(frame))
                .findFirst()
                .map(frame -> "below the native method " + method(frame))
                .orElse("below a native frame");
    }

    /** The innermost method that is not the JDK's, or the innermost of all. */
    String where() {
        return frames.stream()
                .filter(frame ->
                        !frame.getClassName().startsWith("java.")
                                && !frame.getClassName().startsWith("jdk."))
                .findFirst()
                .or(() -> frames.stream().findFirst())
                .map(HeldStack::method)
                .orElse("a place that could not be seen");
    }

    /** For people, a line a frame, the innermost first. */
    String text() {
        return frames.stream()
                .limit(SHOWN)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n"));
    }

    private static boolean isOfTheThread(StackTraceElement frame) {
        return frame.getClassName().startsWith("java.lang.VirtualThread")
                || frame.getClassName().equals("jdk.internal.misc.Unsafe")
                || frame.getClassName().startsWith("jdk.internal.vm.");
    }

    private static String method(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }
}
