package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.time.Clock;

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
 * empty: the session, the descendants, and a variable in the environment that is inherited.
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

    private final Process root;
    private final String mark;
    private final Clock realTime;

    ProcessTree(Process root, String mark, Clock realTime) {
        this.root = root;
        this.mark = mark;
        this.realTime = realTime;
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
                Map<Long, ProcessHandle> members = members();
                members.values().forEach(ProcessHandle::destroy);
                if (members.isEmpty() || awaitGone(grace, false)) {
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
            Map<Long, ProcessHandle> members = members();
            if (members.isEmpty()) {
                return true;
            }
            if (kill) {
                // Each time, since a member may have started others after the last look.
                members.values().forEach(ProcessHandle::destroyForcibly);
            }
            if (realTime.nanoTime() - begin > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(pause);
            var _ = Thread.interrupted();
            pause = Math.min(pause * 2, LAST_LOOK_NANOS);
        }
    }

    /** Everything of this tree that is alive. A handle knows its process from a later one. */
    Map<Long, ProcessHandle> members() {
        Map<Long, ProcessHandle> members = new HashMap<>();
        if (root.isAlive()) {
            members.put(root.pid(), root.toHandle());
            root.descendants().forEach(process -> members.put(process.pid(), process));
        }
        if (!Files.isDirectory(PROC)) {
            return members;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                addIfMember(process, members);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A process may have become a zombie since it was found; that is as good as gone.
        members.values().removeIf(process -> !process.isAlive());
        return members;
    }

    private void addIfMember(Path process, Map<Long, ProcessHandle> members) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (members.containsKey(pid)) {
            if (isZombie(stat(process))) {
                members.remove(pid);
            }
            return;
        }
        // The handle first: it then belongs to the process that was there before the look.
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle == null || handle.equals(ProcessHandle.current())) {
            return;
        }
        String[] stat = stat(process);
        if (stat.length > SESSION
                && !isZombie(stat)
                && (stat[SESSION].equals(Long.toString(root.pid())) || isMarked(process))) {
            members.put(pid, handle);
        }
    }

    private static final int STATE = 0;
    private static final int SESSION = 3;

    private static boolean isZombie(String[] stat) {
        return stat.length > 0 && (stat[STATE].equals("Z") || stat[STATE].equals("X"));
    }

    /** The fields behind the program's name, which may itself contain blanks and parentheses. */
    private static String[] stat(Path process) {
        String line = read(process.resolve("stat"));
        int end = line.lastIndexOf(')');
        return end < 0 ? new String[0] : line.substring(end + 1).strip().split(" ");
    }

    private boolean isMarked(Path process) {
        String environment = "\0" + read(process.resolve("environ")) + "\0";
        return environment.contains("\0" + MARK + "=" + mark + "\0");
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended, or belongs to another user, who is none of ours
        }
    }
}
