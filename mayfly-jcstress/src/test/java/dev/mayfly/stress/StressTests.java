package dev.mayfly.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A short slice of the stress tests. The long run is {@code mayfly-jcstress/run}.
 *
 * <p>jcstress runs each test in a JVM of its own and ends with an error if a forbidden outcome was
 * seen.
 */
@Timeout(600)
class StressTests {

    private static final String PLANTED = "^dev\\.mayfly\\..*\\.Planted\\w+$";
    private static final String REAL = "^dev\\.mayfly\\..*\\.(?!Planted)[A-Z]\\w+$";

    @TempDir Path folder;

    private record Run(boolean ended, int code, String output) {

        /** The tests that ran and those in which something forbidden happened, by simple name. */
        List<String> withMark(String mark) {
            Matcher lines =
                    Pattern.compile("\\[" + mark + "] (dev\\.mayfly\\.\\S+)").matcher(output);
            return lines.results()
                    .map(line -> line.group(1))
                    .map(name -> name.substring(name.lastIndexOf('.') + 1))
                    .distinct()
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static List<String> tests(boolean planted) throws IOException {
        try (InputStream list = StressTests.class.getResourceAsStream("/META-INF/TestList")) {
            assertThat(list).as("what jcstress's annotation processor wrote").isNotNull();
            return Pattern.compile("dev\\.mayfly\\.[\\w.]*\\.(\\w+Stress)_jcstress")
                    .matcher(
                            new String(
                                    list.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> name.startsWith("Planted") == planted)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** jcstress leaves out those with more actors than the machine has processors. */
    private static boolean hasTwoActors(String test) {
        return !test.startsWith("Crowded");
    }

    private Run run(String selector, String milliseconds) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("org.openjdk.jcstress.Main");
        command.addAll(List.of("-m", "quick", "-f", "1", "-iters", "1", "-sc", "false"));
        command.addAll(List.of("-af", "NONE", "-hs", "256"));
        command.addAll(List.of("-jvmArgs", "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of("-time", milliseconds, "-v", "-t", selector));
        command.addAll(List.of("-r", folder.resolve("report").toString()));
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(540, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Run(ended, process.waitFor(), Files.readString(output));
    }

    @Test
    void nothingForbiddenHappens() throws Exception {
        Run run = run(REAL, "250");

        assertThat(run.ended()).as(run.output()).isTrue();
        assertThat(run.withMark("FAILED")).as(run.output()).isEmpty();
        assertThat(run.code()).as(run.output()).isZero();
        List<String> ran = run.withMark("OK");
        assertThat(tests(false)).containsAll(ran);
        assertThat(ran)
                .containsAll(tests(false).stream().filter(StressTests::hasTwoActors).toList());
        assertThat(ran).hasSizeGreaterThanOrEqualTo(33);
    }

    @Test
    void everyPlantedFaultIsFound() throws Exception {
        Run run = run(PLANTED, "1500");

        assertThat(run.ended()).as(run.output()).isTrue();
        assertThat(run.withMark("FAILED"))
                .as(run.output())
                .isEqualTo(tests(true))
                .hasSizeGreaterThanOrEqualTo(18);
        assertThat(run.output()).contains("Forbidden");
        assertThat(run.code()).isNotZero();
    }
}
