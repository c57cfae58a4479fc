package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.engine.process.CommandFailedException.Kind;
import dev.mayfly.kernel.engine.process.LineProtocol.Message;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One program from its start to the end of its tree. Two daemon threads read its pipes, a third
 * writes its input where there is one; the task itself waits by system calls.
 *
 * <p>Thread rule: belongs to the thread of the task, but for {@link #kill()}.
 */
final class RunningCommand implements AutoCloseable {

    private static final int LONGEST_QUOTE = 200;

    private final Command command;
    private final Process process;
    private final Platform platform;
    private final ProcessTree tree;
    private final Duration grace;
    private final CommandOutput output;
    private final List<Thread> readers;
    private boolean ended;
    private int lineNumber;
    private @Nullable String result;

    private RunningCommand(
            Command command, Process process, String mark, Duration grace, Platform platform) {
        this.command = command;
        this.process = process;
        this.platform = platform;
        this.tree = new ProcessTree(process, mark, platform.realTime());
        this.grace = grace;
        this.output =
                new CommandOutput(command.outputLimit(), command.output() != Command.Output.TEXT);
        this.readers =
                List.of(
                        thread("out", () -> output.readOutput(process.getInputStream())),
                        thread("err", () -> output.readErrors(process.getErrorStream())));
    }

    static RunningCommand start(
            Command command, ProcessTools tools, Duration grace, Platform platform) {
        String mark = UUID.randomUUID().toString();
        var builder = new ProcessBuilder(tools.argv(command));
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.environment().put(ProcessTree.MARK, mark);
        Path directory = command.directory();
        if (directory != null) {
            if (!directory.toFile().isDirectory()) {
                throw ProcessTools.notStarted(
                        command, "its directory " + directory.toAbsolutePath() + " does not exist");
            }
            builder.directory(directory.toFile());
        }
        try {
            var running =
                    new RunningCommand(command, platform.start(builder), mark, grace, platform);
            running.begin();
            return running;
        } catch (IOException e) {
            throw ProcessTools.notStarted(command, String.valueOf(e.getMessage()));
        }
    }

    private void begin() {
        readers.forEach(platform::start);
        var _ = process.onExit().whenComplete((ended, failure) -> output.tell());
        if (command.input() == null) {
            close(process.getOutputStream());
        } else {
            platform.start(thread("in", this::writeInput));
        }
    }

    private Thread thread(String what, Runnable work) {
        return platform.thread("mayfly-process-" + process.pid() + "-" + what, work);
    }

    private void writeInput() {
        try (OutputStream in = process.getOutputStream()) {
            in.write((command.input() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program need not read what it is given.
        }
    }

    /** Waits for the end, and passes on what is said meanwhile. */
    CommandResult await(TaskContext task, LineProtocol protocol, CommandListener listener) {
        String name = Path.of(program()).getFileName().toString();
        String what = "process " + process.pid() + " " + name;
        Duration begin = task.age();
        Duration limit = command.timeout();
        while (true) {
            CompletableFuture<@Nullable Void> news = output.news();
            boolean over = !process.isAlive();
            hear(protocol, listener);
            if (over) {
                break;
            }
            Duration left = limit == null ? null : limit.minus(task.age().minus(begin));
            if (!task.awaitStage(what, news, left)) {
                throw failed(
                        Kind.TIMED_OUT, null, "took longer than its time-out of " + limit, null);
            }
        }
        endTree();
        hear(protocol, listener);
        int exitCode = process.exitValue();
        if (exitCode != 0) {
            String signal = Signals.of(exitCode);
            throw signal == null
                    ? failed(Kind.EXIT_CODE, exitCode, "ended with exit code " + exitCode, null)
                    : failed(
                            Kind.SIGNAL,
                            exitCode,
                            "was ended by " + signal + " (exit code " + exitCode + ")",
                            null);
        }
        return new CommandResult(output.text(), result, output.errors());
    }

    private void hear(LineProtocol protocol, CommandListener listener) {
        for (String line : output.takeLines()) {
            lineNumber++;
            hear(line, protocol, listener);
        }
        if (output.isOverLimit()) {
            throw failed(
                    Kind.OUTPUT_LIMIT,
                    null,
                    "wrote more than its limit of " + command.outputLimit() + " bytes",
                    null);
        }
    }

    private void hear(String line, LineProtocol protocol, CommandListener listener) {
        Message message;
        try {
            message = protocol.read(line);
        } catch (IllegalArgumentException e) {
            if (command.output() == Command.Output.JSON_LINES_AND_TEXT) {
                listener.log(line);
                return;
            }
            String quote = line.length() <= LONGEST_QUOTE ? line : line.substring(0, 200) + "…";
            throw failed(
                    Kind.MALFORMED_LINE,
                    null,
                    "wrote line " + lineNumber + ", which is no message: " + quote,
                    e);
        }
        switch (message) {
            case Message.Progress(double fraction, String text) ->
                    listener.progress(fraction, text);
            case Message.Log(String text) -> listener.log(text);
            case Message.Result(String json) -> result = json;
        }
    }

    private CommandFailedException failed(
            Kind kind, @Nullable Integer exitCode, String what, @Nullable Throwable cause) {
        String errors = output.errors();
        String why = cause == null ? "" : " (" + cause.getMessage() + ")";
        return new CommandFailedException(
                kind,
                exitCode,
                "\"%s\" %s%s%s"
                        .formatted(
                                program(),
                                what,
                                why,
                                errors.isEmpty() ? "" : "; its last errors:\n" + errors),
                cause);
    }

    private String program() {
        return command.argv().getFirst();
    }

    /** Ends what is left of the tree, after which the pipes end too. */
    private void endTree() {
        if (!ended) {
            ended = true;
            tree.end(grace);
            awaitReaders();
        }
    }

    private void awaitReaders() {
        boolean interrupted = Thread.interrupted();
        for (Thread reader : readers) {
            try {
                var _ = reader.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything at once; by any thread. */
    void kill() {
        output.abandon();
        tree.end(Duration.ZERO);
    }

    @Override
    public void close() {
        output.abandon();
        endTree();
        close(process.getOutputStream());
    }

    private static void close(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // Nobody reads at the other end.
        }
    }
}
