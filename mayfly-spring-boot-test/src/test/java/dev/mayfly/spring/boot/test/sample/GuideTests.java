package dev.mayfly.spring.boot.test.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.JobsAssert;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/testing.md shows is what runs here. */
@MayflyTest(Billing.class)
class GuideTests {

    private static final Path SOURCES =
            Path.of("src/test/java", GuideTests.class.getPackageName().replace('.', '/'));

    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;
    @MockitoBean private Mailer mailer;

    @Test
    void theExampleIsTakenFromTheseTests() throws IOException {
        String sources =
                onOneLine(
                        Files.readString(SOURCES.resolve("Billing.java"))
                                + Files.readString(SOURCES.resolve("BillingTests.java")));
        List<String> examples = blocks("java").subList(0, 2);
        assertThat(examples)
                .flatExtracting(example -> example.lines().filter(line -> !line.isBlank()).toList())
                .hasSizeGreaterThan(25)
                .allMatch(line -> sources.contains(onOneLine((String) line)), "is in the sources");
    }

    @Test
    void theTableNamesMethodsThatThereAre() throws IOException {
        List<String> methods =
                Stream.of(JobTester.class, JobsAssert.class)
                        .flatMap(type -> Arrays.stream(type.getMethods()))
                        .map(Method::getName)
                        .toList();
        String guide = guide();
        String table =
                guide.substring(
                        guide.indexOf("## What the tester does"),
                        guide.indexOf("A condition that nobody meets"));
        assertThat(
                        Pattern.compile("`(\\w+)[(`]")
                                .matcher(table)
                                .results()
                                .map(found -> found.group(1)))
                .hasSizeGreaterThan(20)
                .isSubsetOf(methods);
    }

    @Test
    void aFailureReadsAsItIsShown() throws IOException {
        var job = mayfly.submit(Billing::bill, new Order("A-1", 4200));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> jobs.assertEnqueued("bill").withPayload(new Order("A-1", 1)))
                .extracting(failure -> failure.getMessage().replace(job.id().value(), "7f3a…"))
                .isEqualTo(blocks("").getFirst().strip());
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?s)\n```(\\w*)\n(.*?)```")
                .matcher(guide())
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/testing.md"));
    }

    private static String onOneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
