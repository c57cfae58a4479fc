package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.engine.process.CommandFailedException.Kind;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the programs are that hold a command in bounds: {@code setsid} gives it a session of its
 * own, {@code prlimit} its limits. Both belong to util-linux; elsewhere they may be missing.
 *
 * @param setsid null where there is none: trees are then found by descent alone
 * @param prlimit null where there is none: commands with limits are then refused
 * @param path the folders to look for programs in
 */
record ProcessTools(@Nullable Path setsid, @Nullable Path prlimit, List<Path> path) {

    /** Those of this machine. */
    static ProcessTools ofThisMachine() {
        List<Path> path = new ArrayList<>();
        String variable = System.getenv("PATH");
        String value = variable == null ? "/usr/local/bin:/usr/bin:/bin" : variable;
        for (String folder : value.split(java.io.File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                path.add(Path.of(folder));
            }
        }
        return new ProcessTools(find("setsid", path), find("prlimit", path), List.copyOf(path));
    }

    private static @Nullable Path find(String name, List<Path> path) {
        for (Path folder : path) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toAbsolutePath();
            }
        }
        return null;
    }

    /** What is really started for a command. */
    List<String> argv(Command command) {
        List<String> argv = new ArrayList<>();
        if (setsid != null) {
            argv.add(setsid.toString());
        }
        Long memory = command.memoryLimit();
        java.time.Duration cpu = command.cpuLimit();
        if (memory != null || cpu != null) {
            if (prlimit == null) {
                throw notStarted(
                        command,
                        "its memory and CPU limits need the program prlimit (of util-linux), which"
                                + " is not in the PATH; install it, or leave the limits out");
            }
            argv.add(prlimit.toString());
            if (memory != null) {
                argv.add("--as=" + memory);
            }
            if (cpu != null) {
                // The soft limit sends SIGXCPU, which says why; the hard one a second later,
                // SIGKILL.
                long seconds = cpu.plusNanos(999_999_999).toSeconds();
                argv.add("--cpu=" + seconds + ":" + (seconds + 1));
            }
            argv.add("--");
        }
        argv.add(program(command));
        argv.addAll(command.argv().subList(1, command.argv().size()));
        return argv;
    }

    private String program(Command command) {
        String name = command.argv().getFirst();
        if (!name.contains("/")) {
            Path found = find(name, path);
            if (found == null) {
                throw notStarted(command, "there is no such program in the PATH " + path);
            }
            return found.toString();
        }
        Path directory = command.directory();
        Path file = directory == null ? Path.of(name) : directory.resolve(name);
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw notStarted(command, file.toAbsolutePath() + " is no file that can be executed");
        }
        return file.toAbsolutePath().toString();
    }

    static CommandFailedException notStarted(Command command, String why) {
        return new CommandFailedException(
                Kind.NOT_STARTED,
                null,
                "\"" + command.argv().getFirst() + "\" was not started: " + why,
                null);
    }
}
