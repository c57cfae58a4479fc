package dev.mayfly.kernel.engine.process;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program to run, with everything it gets: what is not listed here it does not have.
 *
 * {@snippet :
 * Command.of("python3", "scan.py")
 *         .withDirectory(Path.of("/srv/scans"))
 *         .withEnvironment("LANG", "C.UTF-8")
 *         .withInput("{\"folder\": \"in\"}")
 *         .withOutput(Command.Output.JSON_LINES)
 *         .withTimeout(Duration.ofMinutes(5))
 *         .withMemoryLimit(512L << 20)
 *         .withCpuLimit(Duration.ofMinutes(1));
 * }
 *
 * @param argv the program and its arguments, passed on as they are: no shell reads them. A program
 *     without a slash is looked for in the {@code PATH} of this process
 * @param environment its whole environment, but for one variable that marks its processes
 * @param directory where it starts; null for this process's working directory
 * @param input what it reads from its standard input, by convention one JSON object; a line feed is
 *     added. Null for an empty input
 * @param output what its standard output means
 * @param outputLimit how many bytes it may write to its standard output; {@link
 *     #DEFAULT_OUTPUT_LIMIT} unless set
 * @param timeout the most time it may take, by the scheduler's clock; null for no limit
 * @param memoryLimit the most bytes of address space each of its processes may have; null for no
 *     limit
 * @param cpuLimit the most processor time each of its processes may use, in whole seconds, rounded
 *     up; null for no limit
 */
public record Command(
        List<String> argv,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable String input,
        Output output,
        long outputLimit,
        @Nullable Duration timeout,
        @Nullable Long memoryLimit,
        @Nullable Duration cpuLimit) {

    /** 16 MiB. */
    public static final long DEFAULT_OUTPUT_LIMIT = 16L << 20;

    /** What the standard output of a program means. */
    public enum Output {
        /** Text, all of it the result. */
        TEXT,
        /** Messages as {@link LineProtocol} describes them; any other line is a failure. */
        JSON_LINES,
        /** Messages, and lines that are none count as log lines: for programs that also print. */
        JSON_LINES_AND_TEXT
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no program, a text contains the character NUL, a
     *     variable's name is empty or contains {@code =}, or a limit is not positive
     */
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty() || argv.getFirst().isBlank()) {
            throw new IllegalArgumentException("a command needs a program, for instance \"jdeps\"");
        }
        argv.forEach(argument -> checkText("argument", argument));
        environment.forEach(Command::checkVariable);
        checkPositive("output limit", outputLimit, argv);
        checkPositive("time-out", timeout == null ? 1 : timeout.toNanos(), argv);
        checkPositive("memory limit", memoryLimit == null ? 1 : memoryLimit, argv);
        checkPositive("CPU limit", cpuLimit == null ? 1 : cpuLimit.toNanos(), argv);
    }

    private static void checkVariable(String name, String value) {
        checkText("variable", name);
        checkText("value of " + name, value);
        if (name.isEmpty() || name.contains("=")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name for a variable of the environment");
        }
    }

    private static void checkText(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " \"" + text.replace('\0', '?') + "\" contains the character NUL");
        }
    }

    private static void checkPositive(String what, long value, List<String> argv) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    what
                            + " of \""
                            + argv.getFirst()
                            + "\" is not positive; leave it out for the default");
        }
    }

    /**
     * A command with an empty environment, no input and no limit but that of the output.
     *
     * @param argv the program and its arguments
     * @return the command
     * @throws IllegalArgumentException if there is no program
     */
    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    /**
     * A command with an empty environment, no input and no limit but that of the output.
     *
     * @param argv the program and its arguments
     * @return the command
     * @throws IllegalArgumentException if there is no program
     */
    public static Command of(List<String> argv) {
        return new Command(
                argv, Map.of(), null, null, Output.TEXT, DEFAULT_OUTPUT_LIMIT, null, null, null);
    }

    /**
     * This command with one variable more.
     *
     * @param name the variable
     * @param value its value
     * @return a copy
     * @throws IllegalArgumentException if the name is not one
     */
    public Command withEnvironment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Command(
                argv, more, directory, input, output, outputLimit, timeout, memoryLimit, cpuLimit);
    }

    /**
     * This command in another directory.
     *
     * @param directory where it starts
     * @return a copy
     */
    public Command withDirectory(Path directory) {
        return new Command(
                argv,
                environment,
                directory,
                input,
                output,
                outputLimit,
                timeout,
                memoryLimit,
                cpuLimit);
    }

    /**
     * This command with an input.
     *
     * @param input by convention one JSON object on one line
     * @return a copy
     */
    public Command withInput(String input) {
        return new Command(
                argv,
                environment,
                directory,
                input,
                output,
                outputLimit,
                timeout,
                memoryLimit,
                cpuLimit);
    }

    /**
     * This command with another meaning of its output.
     *
     * @param output what the standard output means
     * @return a copy
     */
    public Command withOutput(Output output) {
        return new Command(
                argv,
                environment,
                directory,
                input,
                output,
                outputLimit,
                timeout,
                memoryLimit,
                cpuLimit);
    }

    /**
     * This command with another limit on its output.
     *
     * @param bytes how many it may write
     * @return a copy
     * @throws IllegalArgumentException if that is less than 1
     */
    public Command withOutputLimit(long bytes) {
        return new Command(
                argv, environment, directory, input, output, bytes, timeout, memoryLimit, cpuLimit);
    }

    /**
     * This command with a time-out.
     *
     * @param timeout the most time it may take, by the scheduler's clock
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public Command withTimeout(Duration timeout) {
        return new Command(
                argv,
                environment,
                directory,
                input,
                output,
                outputLimit,
                timeout,
                memoryLimit,
                cpuLimit);
    }

    /**
     * This command with a limit on its memory.
     *
     * @param bytes of address space, for each of its processes
     * @return a copy
     * @throws IllegalArgumentException if that is less than 1
     */
    public Command withMemoryLimit(long bytes) {
        return new Command(
                argv, environment, directory, input, output, outputLimit, timeout, bytes, cpuLimit);
    }

    /**
     * This command with a limit on its processor time.
     *
     * @param cpu for each of its processes; whole seconds, rounded up
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public Command withCpuLimit(Duration cpu) {
        return new Command(
                argv,
                environment,
                directory,
                input,
                output,
                outputLimit,
                timeout,
                memoryLimit,
                cpu);
    }
}
