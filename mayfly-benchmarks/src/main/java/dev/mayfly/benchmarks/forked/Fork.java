package dev.mayfly.benchmarks.forked;

import dev.mayfly.benchmarks.report.Measurement;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One measurement in a JVM of its own, which prints the figure as its last line.
 *
 * @param benchmark its name
 * @param peer who is measured
 * @param unit what the figure is in
 * @param options of the JVM, besides those of this one
 * @param main the class that measures
 * @param arguments its arguments
 */
public record Fork(
        String benchmark,
        String peer,
        String unit,
        List<String> options,
        Class<?> main,
        List<String> arguments) {

    /**
     * Measures.
     *
     * @return the figure, without an error since there is one sample
     * @throws IOException if no JVM can be started
     * @throws InterruptedException if the caller is interrupted, which ends the JVM
     * @throws IllegalStateException if the JVM fails or prints no figure
     */
    public Measurement run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command()).redirectError(Redirect.INHERIT).start();
        String last = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(
                        "%s of %s ended with exit code %d; its own messages stand above"
                                .formatted(benchmark, peer, exit));
            }
            return new Measurement(benchmark, peer, Double.parseDouble(last), Double.NaN, unit);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "%s of %s ended with \"%s\" instead of a figure"
                            .formatted(benchmark, peer, last),
                    e);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path", "." + File.pathSeparator));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }
}
