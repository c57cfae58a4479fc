package dev.mayfly.house.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.house.source.ParsedFile;
import dev.mayfly.house.source.SourceFile;
import dev.mayfly.house.source.SourceSet;
import dev.mayfly.house.source.Violation;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class SourceRulesTests {

    /** Files that may sleep in a test, with the reason. Empty, and meant to stay so. */
    private static final Map<String, String> MAY_SLEEP =
            Map.of("OwnedWakeUpTests.java", "where a sleeping task wakes is what it tests");

    private static List<ParsedFile> repository = List.of();

    @BeforeAll
    static void parseRepositoryOnce() {
        repository = ParsedFile.all();
    }

    @Test
    void seesTheSourcesOfEveryModuleThatHasCode() {
        Map<String, Long> files =
                repository.stream()
                        .collect(
                                Collectors.groupingBy(
                                        file -> file.source().module().name(),
                                        Collectors.counting()));
        assertThat(files.get("mayfly-house-tests")).isGreaterThan(10L);
    }

    @Test
    void nothingIsLargerThanItsCeiling() {
        assertThat(new SizeCeilings().check(repository)).isEmpty();
    }

    @Test
    void everyPackageOfMainSourcesIsDescribedAndNullMarked() {
        assertThat(new PackageDescriptions().check(repository)).isEmpty();
    }

    @Test
    void everyPublicTypeAndMethodOfAPublishedModuleHasJavadoc() {
        assertThat(new PublicJavadoc().check(repository)).isEmpty();
    }

    @Test
    void noTestSleeps() {
        assertThat(new NoSleepRule(MAY_SLEEP).check(repository)).isEmpty();
    }

    @Test
    void plantedLongFileIsCaught() {
        String allowed = "\n".repeat(SizeCeilings.FILE_LINES - 1) + "class A {}";
        assertThat(check(new SizeCeilings(), SourceFile.planted("A.java", allowed))).isEmpty();
        assertThat(check(new SizeCeilings(), SourceFile.planted("A.java", "\n" + allowed)))
                .singleElement()
                .hasToString("planted/A.java:501: 501 lines, at most 500 are allowed");
    }

    @Test
    void plantedLongMethodIsCaughtWhereverItHides() {
        assertThat(check(new SizeCeilings(), methodOf(40))).isEmpty();
        assertThat(check(new SizeCeilings(), methodOf(41)))
                .singleElement()
                .hasToString("planted/A.java:2: method run has 41 lines, at most 40 are allowed");
    }

    private static SourceFile methodOf(int lines) {
        String text =
                """
                class A { Object a = new Object() {
                  @Override
                  void run() {%s}
                }; }
                """
                        .formatted("\n".repeat(lines - 1));
        return SourceFile.planted("A.java", text);
    }

    @Test
    void plantedLongConstructorIsCaught() {
        String text = "class A { A() {" + "\n".repeat(40) + "} }";
        assertThat(check(new SizeCeilings(), SourceFile.planted("A.java", text))).hasSize(1);
    }

    @Test
    void plantedCrowdedPackageIsCaught() {
        String twenty =
                IntStream.range(0, SizeCeilings.PACKAGE_TYPES)
                        .mapToObj(i -> "class A" + i + " {}\n")
                        .collect(Collectors.joining());
        SourceFile full = SourceFile.planted("A.java", twenty);
        SourceFile oneMore = SourceFile.planted("B.java", "class B {}");
        SourceFile test = SourceFile.planted(SourceSet.TEST, "T.java", "class T {}");
        assertThat(check(new SizeCeilings(), full, test)).isEmpty();
        assertThat(check(new SizeCeilings(), full, oneMore)).hasSize(1);
    }

    @Test
    void plantedPackageWithoutDescriptionIsCaught() {
        SourceFile type = SourceFile.planted("A.java", "package a; class A {}");
        SourceFile good =
                SourceFile.planted("package-info.java", "/** Why. */ @NullMarked package a;");
        SourceFile bare = SourceFile.planted("package-info.java", "package a;");
        assertThat(check(new PackageDescriptions(), type, good)).isEmpty();
        assertThat(check(new PackageDescriptions(), type)).hasSize(1);
        assertThat(check(new PackageDescriptions(), type, bare)).hasSize(2);
    }

    @Test
    void plantedPublicCodeWithoutJavadocIsCaught() {
        String text =
                """
                public class A {
                    public void a() {}
                    protected void b() {}
                    public interface I { void c(); private void no() {} }
                    @Override public String toString() { return ""; }
                    public A() {}
                    void no() {}
                    private static class No { public void no() {} }
                    /** Said. */ public void said() {}
                    /// Said in Markdown.
                    public void saidInMarkdown() {}
                }
                class No { public void no() {} }
                """;
        assertThat(check(new PublicJavadoc(), SourceFile.planted("A.java", text)))
                .extracting(Violation::message)
                .containsExactly(
                        "type A is public and has no Javadoc",
                        "method a is public and has no Javadoc",
                        "method b is public and has no Javadoc",
                        "type I is public and has no Javadoc",
                        "method c is public and has no Javadoc");
        assertThat(check(new PublicJavadoc(), SourceFile.planted(SourceSet.TEST, "A.java", text)))
                .isEmpty();
    }

    @Test
    void plantedSleepInATestIsCaught() {
        String text =
                """
                class ATests {
                    void a() throws Exception {
                        Thread.sleep(1);
                        java.lang.Thread.sleep(1);
                        java.util.concurrent.TimeUnit.SECONDS.sleep(1);
                        sleep(1);
                        task.sleep(1);
                        Runnable r = () -> { Thread.sleep(2); };
                    }
                }
                """;
        SourceFile test = SourceFile.planted(SourceSet.TEST, "ATests.java", text);
        assertThat(check(new NoSleepRule(Map.of()), test))
                .extracting(Violation::line)
                .containsExactly(3L, 4L, 5L, 6L, 8L);
        assertThat(check(new NoSleepRule(Map.of("ATests.java", "it tests the rule")), test))
                .isEmpty();
        assertThat(check(new NoSleepRule(Map.of()), SourceFile.planted("A.java", text))).isEmpty();
    }

    private static List<Violation> check(SourceRule rule, SourceFile... files) {
        return rule.check(ParsedFile.parse(List.of(files)));
    }
}
