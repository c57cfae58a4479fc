package dev.mayfly.kernel.engine.process;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** The names of signals, as Linux numbers them on common machines. */
final class Signals {

    private static final int BASE = 128;

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(5, "SIGTRAP"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(9, "SIGKILL"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(14, "SIGALRM"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(24, "SIGXCPU, its CPU limit"),
                    Map.entry(25, "SIGXFSZ"),
                    Map.entry(31, "SIGSYS"));

    private Signals() {}

    /** The signal that an exit code stands for, or null; a program may also choose such a code. */
    static @Nullable String of(int exitCode) {
        return NAMES.get(exitCode - BASE);
    }
}
