package dev.mayfly.kernel.supervise;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A real Erlang, where there is one. */
final class Erlang {

    private Erlang() {}

    static boolean isInstalled() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, "escript"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs all scripts in one process; returns the logs by number, without those that were late.
     */
    static Map<Integer, List<String>> run(Path folder, List<Script> scripts)
            throws IOException, InterruptedException {
        Path program = folder.resolve("scripts.escript");
        Path input = folder.resolve("scripts.txt");
        Path output = folder.resolve("logs.txt");
        Path errors = folder.resolve("errors.txt");
        try (InputStream source = Erlang.class.getResourceAsStream("scripts.escript")) {
            Files.write(program, source.readAllBytes());
        }
        var terms = new StringBuilder();
        for (int i = 0; i < scripts.size(); i++) {
            terms.append(scripts.get(i).erlang(i)).append('\n');
        }
        Files.writeString(input, terms);
        Process process =
                new ProcessBuilder("escript", program.toString())
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Erlang did not end: " + Files.readString(errors));
        }
        Map<Integer, List<String>> logs = new TreeMap<>();
        for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
            int colon = line.indexOf(": ");
            if (colon > 0 && !line.contains("late")) {
                int number = Integer.parseInt(line.substring(0, colon));
                logs.put(number, List.of(line.substring(colon + 2).split(", ")));
            }
        }
        if (process.exitValue() != 0 || Files.size(output) == 0) {
            throw new AssertionError("Erlang failed: " + Files.readString(errors));
        }
        return logs;
    }
}
