package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A program and all that it has started, and the means to end them.
 *
 * <p>There is no way to ask Linux for all offspring of a process, whose parents may have ended and
 * which may have sessions of their own. So three nets are cast, again and again until they stay
 * empty: the session, the descendants, and a variable in the environment that is inherited.
 *
 * <p><b>When empty means empty.</b> A look lists all processes and then visits them one by one. If
 * one is alive when it is visited and is no member, it was none when the list was made. But one
 * that ended in between may have been a member, whose child came too late for the list; and one
 * that is being replaced by another program shows no environment for a moment. A look that met such
 * a process has seen too little, and is repeated. Where it met none, no member was alive when the
 * list was made, and what is not alive starts nothing.
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
     * @param complete whether every process was told to be a member or none
     */
    record Look(Map<Long, ProcessHandle> members, boolean complete) {

        boolean isEmpty() {
            return members.isEmpty() && complete;
        }
    }

    private final Process root;
    private final String mark;
    private final Path proc;
    private final Clock realTime;

    /** Guarded by this: those that had ended at the last look, and have not been reaped. */
    private Set<ProcessHandle> zombies = Set.of();

    ProcessTree(Process root, String mark, Clock realTime) {
        this(root, mark, realTime, PROC);
    }

    ProcessTree(Process root, String mark, Clock realTime, Path proc) {
        this.root = root;
        this.mark = mark;
        this.realTime = realTime;
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
                if (awaitGone(grace, false)) {
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
        Set<ProcessHandle> told = new HashSet<>();
        while (true) {
            Look look = look();
            if (look.isEmpty()) {
                return true;
            }
            for (ProcessHandle member : look.members().values()) {
                if (kill) {
                    member.destroyForcibly();
                } else if (told.add(member)) {
                    member.destroy();
                }
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
    synchronized Look look() {
        Map<Long, ProcessHandle> members = new HashMap<>();
        if (root.isAlive()) {
            members.put(root.pid(), root.toHandle());
            root.descendants().forEach(process -> members.put(process.pid(), process));
        }
        boolean complete = !Files.isDirectory(proc) || visitAll(list(), members);
        // A process may have become a zombie since it was found; that is as good as gone.
        members.values().removeIf(process -> !process.isAlive());
        return new Look(members, complete);
    }

    private List<Path> list() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[1-9]*")) {
            List<Path> all = new ArrayList<>();
            processes.forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns false if it could not tell of some process. */
    private boolean visitAll(List<Path> listed, Map<Long, ProcessHandle> members) {
        boolean complete = true;
        Set<ProcessHandle> ended = new HashSet<>();
        for (Path process : listed) {
            long pid = Long.parseLong(process.getFileName().toString());
            // The handle first: it then belongs to the process that was there before the look.
            ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
            Kind kind = handle == null ? Kind.UNKNOWN : kind(handle, process, members);
            switch (kind) {
                case MEMBER -> members.put(pid, Objects.requireNonNull(handle));
                case ZOMBIE -> {
                    members.remove(pid);
                    ended.add(Objects.requireNonNull(handle));
                    complete &= zombies.contains(handle);
                }
                case UNKNOWN -> complete = false;
                case STRANGER -> {}
            }
        }
        zombies = ended;
        return complete;
    }

    private enum Kind {
        MEMBER,
        STRANGER,
        /** It has ended; if since the list was made, then it may have been a member. */
        ZOMBIE,
        /** It is gone since the list was made, or has no environment at the moment. */
        UNKNOWN
    }

    private Kind kind(ProcessHandle handle, Path process, Map<Long, ProcessHandle> members) {
        if (handle.equals(ProcessHandle.current())) {
            return Kind.STRANGER;
        }
        String[] stat = stat(process);
        if (stat.length <= SESSION) {
            return Kind.UNKNOWN;
        }
        if (!isAlive(stat)) {
            return Kind.ZOMBIE;
        }
        boolean found =
                members.containsKey(handle.pid())
                        || stat[SESSION].equals(Long.toString(root.pid()));
        return found ? Kind.MEMBER : kindByMark(process);
    }

    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int FLAGS = 6;
    private static final long THREAD_OF_LINUX = 0x0020_0000;
    private static final int ENVIRONMENT_START = 47;
    private static final int ENVIRONMENT_END = 48;

    /** The fields behind the program's name, which may itself contain blanks and parentheses. */
    private static String[] stat(Path process) {
        String line = read(process.resolve("stat"));
        int end = line == null ? -1 : line.lastIndexOf(')');
        return line == null || end < 0 ? new String[0] : line.substring(end + 1).strip().split(" ");
    }

    private Kind kindByMark(Path process) {
        String environment = read(process.resolve("environ"));
        if (environment == null) {
            // Another user's, who is none of ours; or it has just ended.
            return isAlive(stat(process)) ? Kind.STRANGER : Kind.UNKNOWN;
        }
        if (environment.isEmpty()) {
            return isWithoutEnvironment(stat(process)) ? Kind.STRANGER : Kind.UNKNOWN;
        }
        return ("\0" + environment + "\0").contains("\0" + MARK + "=" + mark + "\0")
                ? Kind.MEMBER
                : Kind.STRANGER;
    }

    private static boolean isAlive(String[] stat) {
        return stat.length > SESSION && !stat[STATE].equals("Z") && !stat[STATE].equals("X");
    }

    /**
     * Whether a process that showed no environment has none: it has a place of no length for it, or
     * is a thread of Linux itself. Otherwise it is in the middle of ending, or of becoming another
     * program: the old memory is gone or the new is not furnished yet.
     */
    private static boolean isWithoutEnvironment(String[] stat) {
        if (stat.length <= ENVIRONMENT_END) {
            return false;
        }
        boolean ofLinux = (Long.parseLong(stat[FLAGS]) & THREAD_OF_LINUX) != 0;
        return ofLinux
                || !stat[ENVIRONMENT_END].equals("0")
                        && stat[ENVIRONMENT_END].equals(stat[ENVIRONMENT_START]);
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
