package dev.mayfly.spring.boot.autoconfigure.operations;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus' own judge of metrics and rules, where it is installed. */
final class Promtool {

    /** What it was asked, and what it had to say. */
    record Answer(int exit, String text) {}

    private final Path program;

    private Promtool(Path program) {
        this.program = program;
    }

    /** The program; the test is skipped without, or fails where it is required. */
    static Promtool installed() {
        Optional<Path> found =
                Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
                        .map(folder -> Path.of(folder, "promtool"))
                        .filter(Files::isExecutable)
                        .findFirst();
        boolean required = Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_PROMTOOL"));
        assumeTrue(
                required || found.isPresent(),
                "there is no promtool: install it (Debian: prometheus) to check metrics and rules");
        return new Promtool(
                found.orElseThrow(() ->
                        new AssertionError(
                                "MAYFLY_REQUIRE_PROMTOOL is set, and there is no promtool on the"
                                        + " path")));
    }

    /** Asks it. */
    Answer ask(String input, Object... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of(program), Stream.of(arguments))
                        .map(Object::toString)
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }
}
