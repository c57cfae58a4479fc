package dev.mayfly.benchmarks.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Processor time as Linux counts it, in hundredths of a second. Safe for use by any thread. */
final class ProcessorTime {

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_ENDED_CHILDREN = 13;
    private static final int SYSTEM_OF_ENDED_CHILDREN = 14;
    private static final Duration TICK = Duration.ofMillis(10);

    private ProcessorTime() {}

    /** What one process has used. */
    static Duration of(long pid) throws IOException {
        String[] fields = fields(pid);
        return TICK.multipliedBy(ticks(fields, USER) + ticks(fields, SYSTEM));
    }

    /** What a process has used, and all its children, those that have ended too. */
    static Duration ofTree(long root) throws IOException {
        String[] fields = fields(root);
        Duration sum =
                of(root).plus(
                                TICK.multipliedBy(
                                        ticks(fields, USER_OF_ENDED_CHILDREN)
                                                + ticks(fields, SYSTEM_OF_ENDED_CHILDREN)));
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(root).map(ProcessHandle::children).orElse(Stream.empty())) {
            for (ProcessHandle child : children.toList()) {
                try {
                    sum = sum.plus(of(child.pid()));
                } catch (NoSuchFileException e) {
                    // It has ended in between; the root will count it.
                }
            }
        }
        return sum;
    }

    /** What comes after the name of the program, which may have spaces. */
    private static String[] fields(long pid) throws IOException {
        String text = Files.readString(Path.of("/proc", "" + pid, "stat"));
        return text.substring(text.lastIndexOf(')') + 2).split(" ");
    }

    private static long ticks(String[] fields, int index) {
        return Long.parseLong(fields[index]);
    }
}
