package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SystemClock;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A program and all that it has started, and the means to end them.
 *
 * <p>There is no way to ask Linux for all offspring of a process, whose parents may have ended and
 * which may have sessions of their own. So three nets are cast, again and again until they stay
 * empty: the session, the descendants, and a variable in the environment that is inherited. A
 * process that is being replaced by another program has no environment for a moment; a look that
 * met one has seen too little and does not count as empty.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class ProcessTree {

    /** The variable that marks the processes of one run; its value is the run's own. */
    static final String MARK = "MAYFLY_PROCESS";

    /** After SIGKILL a process is gone unless the machine itself is stuck in it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Path PROC = Path.of("/proc");
    private static final long FIRST_LOOK_NANOS = 500_000;
    private static final long LAST_LOOK_NANOS = 20_000_000;

    /**
     * What one look found.
     *
     * @param members everything of the tree that is alive
     * @param complete false if a process could not be told to be a member or none
     */
    record Look(Map<Long, ProcessHandle> members, boolean complete) {

        boolean isEmpty() {
            return members.isEmpty() && complete;
        }
    }

    private final Process root;
    private final String mark;
    private final Path proc;
    private final Clock realTime = new SystemClock();

    ProcessTree(Process root, String mark) {
        this(root, mark, PROC);
    }

    ProcessTree(Process root, String mark, Path proc) {
        this.root = root;
        this.mark = mark;
        this.proc = proc;
    }

    /**
     * Ends everything, and returns when it is gone. Runs in real time, whatever clock the kernel
     * has: processes know no other. An interrupt does not end it and is kept.
     *
     * @param grace how long processes have from SIGTERM to SIGKILL
     * @return false if something is still there
     */
    boolean end(Duration grace) {
        boolean interrupted = Thread.interrupted();
        try {
            if (grace.isPositive()) {
                Look first = look();
                first.members().values().forEach(ProcessHandle::destroy);
                if (first.isEmpty() || awaitGone(grace, false)) {
                    return true;
                }
            }
            return awaitGone(PATIENCE, true);
        } finally {
            boolean again = Thread.interrupted();
            if (interrupted || again) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean awaitGone(Duration limit, boolean kill) {
        long begin = realTime.nanoTime();
        long pause = FIRST_LOOK_NANOS;
        while (true) {
            Look look = look();
            if (look.isEmpty()) {
                return true;
            }
            if (kill) {
                // Each time, since a member may have started others after the last look.
                look.members().values().forEach(ProcessHandle::destroyForcibly);
            }
            if (realTime.nanoTime() - begin > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(pause);
            var _ = Thread.interrupted();
            pause = Math.min(pause * 2, LAST_LOOK_NANOS);
        }
    }

    /** Looks once. A handle knows its process from a later one. */
    Look look() {
        Map<Long, ProcessHandle> members = new HashMap<>();
        if (root.isAlive()) {
            members.put(root.pid(), root.toHandle());
            root.descendants().forEach(process -> members.put(process.pid(), process));
        }
        boolean complete = !Files.isDirectory(proc) || lookAtAll(members);
        // A process may have become a zombie since it was found; that is as good as gone.
        members.values().removeIf(process -> !process.isAlive());
        return new Look(members, complete);
    }

    /** Returns false if it could not tell of some process. */
    private boolean lookAtAll(Map<Long, ProcessHandle> members) {
        boolean complete = true;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path process : processes) {
                complete &= lookAt(process, members);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return complete;
    }

    private boolean lookAt(Path process, Map<Long, ProcessHandle> members) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (members.containsKey(pid)) {
            if (isZombie(stat(process))) {
                members.remove(pid);
            }
            return true;
        }
        // The handle first: it then belongs to the process that was there before the look.
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle == null || handle.equals(ProcessHandle.current())) {
            return true;
        }
        String[] stat = stat(process);
        if (stat.length <= SESSION || isZombie(stat)) {
            return true;
        }
        Marked marked =
                stat[SESSION].equals(Long.toString(root.pid())) ? Marked.YES : isMarked(process);
        if (marked == Marked.YES) {
            members.put(pid, handle);
        }
        return marked != Marked.UNKNOWN;
    }

    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int MEMORY = 20;
    private static final int ENVIRONMENT_END = 48;

    private static boolean isZombie(String[] stat) {
        return stat.length > 0 && (stat[STATE].equals("Z") || stat[STATE].equals("X"));
    }

    /** The fields behind the program's name, which may itself contain blanks and parentheses. */
    private static String[] stat(Path process) {
        String line = read(process.resolve("stat"));
        int end = line == null ? -1 : line.lastIndexOf(')');
        return line == null || end < 0 ? new String[0] : line.substring(end + 1).strip().split(" ");
    }

    private enum Marked {
        YES,
        NO,
        UNKNOWN
    }

    private Marked isMarked(Path process) {
        String environment = read(process.resolve("environ"));
        if (environment != null && environment.isEmpty()) {
            if (isBeingReplaced(stat(process))) {
                return Marked.UNKNOWN;
            }
            // The replacement may have been finished between the two.
            environment = read(process.resolve("environ"));
        }
        return ("\0" + environment + "\0").contains("\0" + MARK + "=" + mark + "\0")
                ? Marked.YES
                : Marked.NO;
    }

    /**
     * Whether the process, which showed no environment, has memory of its own and no place in it
     * yet for an environment: so it is in the middle of becoming another program. One that was
     * started without any has a place of no length, and a thread of Linux itself has no memory.
     */
    private static boolean isBeingReplaced(String[] stat) {
        return stat.length > ENVIRONMENT_END
                && !stat[MEMORY].equals("0")
                && stat[ENVIRONMENT_END].equals("0");
    }

    /** Null where it has ended, or belongs to another user, who is none of ours. */
    private static @Nullable String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
    }
}
