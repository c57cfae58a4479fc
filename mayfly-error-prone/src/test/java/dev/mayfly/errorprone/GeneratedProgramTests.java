package dev.mayfly.errorprone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.capability.IsoConsumedException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;

/**
 * Nothing is overlooked: programs written at random are compiled with the check and then run many
 * times, and each line at which a run meets an {@code Iso} that is gone must have been reported.
 */
@Timeout(120)
class GeneratedProgramTests {

    private static final int FIRST_SEED = 1_000;
    private static final int PROGRAMS = 200;
    private static final int RUNS = 60;

    private static final String AROUND =
            """
            import dev.mayfly.agents.capability.*;
            public class Generated {
                static class Refused extends RuntimeException {}
                final java.util.Random random;
                int asked;
                public Generated(java.util.Random random) { this.random = random; }
                boolean chance() { return ++asked < 50 && random.nextBoolean(); }
                int number() { return chance() ? 0 : chance() ? 1 : 2; }
                void work() { if (chance()) throw new Refused(); }
                void send(Sendable<String> message) { work(); message.handOver(); }
                boolean trySend(Sendable<String> message) {
                    boolean sent = chance();
                    if (sent) message.handOver();
                    return sent;
                }
                Iso<String> next() { return Iso.of("a"); }
            """;

    @TempDir static Path output;

    private static Set<Integer> reported = Set.of();
    private static Set<Integer> failed = Set.of();

    @BeforeAll
    static void compileAndRun() throws Exception {
        reported = reportedLines(source());
        failed = failedLines();
    }

    @Test
    void eachLineThatFailsInARunWasReported() {
        assertThat(failed).hasSizeGreaterThan(PROGRAMS / 4);
        assertThat(unreported(failed, reported)).isEmpty();
    }

    /** The fault: of the reports one is missing. */
    @Test
    void aPlantedCheckThatOverlooksALineIsFound() {
        Set<Integer> less = new TreeSet<>(reported);
        less.remove(failed.iterator().next());

        assertThat(unreported(failed, less)).hasSize(1);
    }

    private static List<String> source() {
        List<String> lines = new ArrayList<>(AROUND.lines().toList());
        for (int i = 0; i < PROGRAMS; i++) {
            lines.addAll(ProgramGenerator.method("m" + i, FIRST_SEED + i));
        }
        lines.add("}");
        return lines;
    }

    private static List<String> unreported(Set<Integer> failed, Set<Integer> reported) {
        List<String> lines = source();
        return failed.stream()
                .filter(line -> !reported.contains(line))
                .map(line -> line + ": " + lines.get(line - 1))
                .toList();
    }

    /** Compiles as warnings, so that classes come out of it all the same. */
    private static Set<Integer> reportedLines(List<String> lines) {
        var said =
                Compiler.compile(
                        "Generated.java",
                        String.join("\n", lines),
                        output,
                        "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:IsoUsedAfterSend:WARN");
        assertThat(said).noneMatch(each -> each.getKind() == Diagnostic.Kind.ERROR);
        return said.stream()
                .filter(each -> each.getMessage(Locale.ROOT).startsWith("[IsoUsedAfterSend]"))
                .map(Diagnostic::getLineNumber)
                .map(Long::intValue)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> failedLines() throws IOException, ReflectiveOperationException {
        Set<Integer> failed = new TreeSet<>();
        URL[] classes = {output.toUri().toURL()};
        try (var loader =
                new URLClassLoader(classes, GeneratedProgramTests.class.getClassLoader())) {
            Class<?> generated = loader.loadClass("Generated");
            for (int i = 0; i < PROGRAMS; i++) {
                for (int run = 0; run < RUNS; run++) {
                    run(generated, "m" + i, run, failed);
                }
            }
        }
        return failed;
    }

    private static void run(Class<?> generated, String method, int seed, Set<Integer> failed)
            throws ReflectiveOperationException {
        Object object = generated.getConstructor(Random.class).newInstance(new Random(seed));
        var declared = generated.getDeclaredMethod(method);
        declared.setAccessible(true);
        try {
            declared.invoke(object);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IsoConsumedException consumed) {
                Arrays.stream(consumed.getStackTrace())
                        .filter(frame -> frame.getMethodName().equals(method))
                        .findFirst()
                        .ifPresent(frame -> failed.add(frame.getLineNumber()));
            }
        }
    }
}
