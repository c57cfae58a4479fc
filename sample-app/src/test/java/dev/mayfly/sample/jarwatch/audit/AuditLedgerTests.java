package dev.mayfly.sample.jarwatch.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.sample.jarwatch.audit.AuditReport.ApiTally;
import dev.mayfly.sample.jarwatch.audit.AuditReport.DuplicateGroup;
import dev.mayfly.sample.jarwatch.audit.AuditReport.FailedFile;
import dev.mayfly.sample.jarwatch.audit.AuditReport.JudgedJar;
import dev.mayfly.sample.jarwatch.inspect.InspectionLimits;
import dev.mayfly.sample.jarwatch.inspect.InspectionProgress;
import dev.mayfly.sample.jarwatch.inspect.JarInspection;
import dev.mayfly.sample.jarwatch.inspect.JarInspector;
import dev.mayfly.sample.jarwatch.inspect.JarSource;
import dev.mayfly.sample.jarwatch.inspect.TestJar;
import dev.mayfly.sample.jarwatch.inspect.TestJdk;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class AuditLedgerTests {

    @TempDir Path folder;

    private final AuditLedger ledger = new AuditLedger();

    @Test
    void countsJarsByRequiredJava() throws Exception {
        enter("a-1.jar", new TestJar().type("a.A", 8));
        enter("b-1.jar", new TestJar().type("b.B", 17));
        enter("c-1.jar", new TestJar().type("c.C", 8));
        enter("d-1.jar", new TestJar());

        AuditReport report = ledger.report();

        assertThat(report.jarsByRequiredJava()).containsExactly(Map.entry(8, 2), Map.entry(17, 1));
        assertThat(report.totals().jars()).isEqualTo(4);
        assertThat(report.totals().withoutClasses()).isEqualTo(1);
        assertThat(report.totals().classes()).isEqualTo(3);
    }

    @Test
    void tellsSharedClassesOncePerGroupOfArtifacts() throws Exception {
        enter("one-1.jar", new TestJar().type("s.A", 8).type("s.B", 8).type("one.Own", 8));
        enter("two-1.jar", new TestJar().type("s.A", 8).type("s.B", 11));
        enter("three-1.jar", new TestJar().type("s.C", 8));
        enter("four-1.jar", new TestJar().type("s.C", 8));

        assertThat(ledger.report().duplicates())
                .containsExactly(
                        new DuplicateGroup(List.of("one", "two"), 2, 1, List.of("s.A", "s.B")),
                        new DuplicateGroup(List.of("four", "three"), 1, 0, List.of("s.C")));
    }

    @Test
    void takesVersionsAndClassifiersOfAnArtifactForOne() throws Exception {
        enter("g/lib/1.0/lib-1.0.jar", new TestJar().type("s.A", 8));
        enter("g/lib/2.0/lib-2.0.jar", new TestJar().type("s.A", 11));
        enter("g/lib/2.0/lib-2.0-all.jar", new TestJar().type("s.A", 11));

        assertThat(ledger.report().duplicates()).isEmpty();
        assertThat(ledger.report().totals().jars()).isEqualTo(3);
    }

    @Test
    void putsWhatBreaksNowFirst() throws Exception {
        enter("later-1.jar", stopping("stop"));
        enter("now-1.jar", stopping("suspend"));
        enter("sound-1.jar", new TestJar().type("c.C", 8));
        enter(
                "watched-1.jar",
                new TestJar()
                        .calling("w.W", code -> code.new_(ClassDesc.of("sun.misc.Unsafe")).pop()));

        AuditReport report = ledger.report();

        assertThat(report.breaking())
                .extracting(jar -> jar.jar().artifact().name(), JudgedJar::horizon)
                .containsExactly(
                        tuple("now", ApiRisk.Horizon.NOW), tuple("later", ApiRisk.Horizon.LATER));
        assertThat(report.apis())
                .containsExactly(
                        new ApiTally(ApiRisk.REMOVED, "java.lang.Thread", 2, null),
                        new ApiTally(
                                ApiRisk.UNSUPPORTED,
                                "sun.misc.Unsafe",
                                1,
                                "See https://openjdk.org/jeps/260"));
    }

    @Test
    void forgivesAClassThatLeftTheJdkWhenAnAuditedJarHasIt() throws Exception {
        enter(
                "user-1.jar",
                new TestJar()
                        .calling(
                                "u.U",
                                code -> code.new_(ClassDesc.of("javax.xml.bind.JAXB")).pop()));
        assertThat(ledger.report().breaking()).hasSize(1);

        enter("jaxb-api-2.jar", new TestJar().type("javax.xml.bind.JAXB", 8));

        assertThat(ledger.report().breaking()).isEmpty();
        assertThat(ledger.report().apis()).isEmpty();
    }

    @Test
    void aSuccessTakesBackAFailureAndNotTheOtherWayRound() throws Exception {
        ledger.failed("/x.jar", "x.jar is corrupt");
        ledger.failed("/y.jar", "y.jar is corrupt");
        JarInspection inspection = inspect("z-1.jar", new TestJar().type("z.Z", 8));
        ledger.failed(inspection.report().file(), "not readable yet");
        assertThat(ledger.failedCount()).isEqualTo(3);

        assertThat(ledger.inspected(inspection)).isTrue();
        assertThat(ledger.inspected(inspection)).isFalse();
        ledger.failed(inspection.report().file(), "too late");

        assertThat(ledger.report().failed())
                .containsExactly(
                        new FailedFile("/x.jar", "x.jar is corrupt"),
                        new FailedFile("/y.jar", "y.jar is corrupt"));
        assertThat(ledger.inspectedCount()).isEqualTo(1);
    }

    @Test
    void findsIdenticalFiles() {
        ledger.summed("/a.jar", new FileChecksum("aa", 100));
        ledger.summed("/copy.jar", new FileChecksum("aa", 100));
        ledger.summed("/copy.jar", new FileChecksum("aa", 100));
        ledger.summed("/b.jar", new FileChecksum("bb", 100));
        ledger.skipped("/secret");

        AuditReport report = ledger.report();

        assertThat(report.identical())
                .singleElement()
                .satisfies(same -> {
                    assertThat(same.files()).containsExactly("/a.jar", "/copy.jar");
                    assertThat(same.wastedBytes()).isEqualTo(100);
                });
        assertThat(report.totals().duplicatedBytes()).isEqualTo(100);
        assertThat(report.skippedFolders()).containsExactly("/secret");
    }

    @Test
    void addsUpTheSameFromManyThreads() throws Exception {
        List<JarInspection> inspections =
                IntStream.range(0, 40)
                        .mapToObj(i -> inspectUnchecked("n" + i + "-1.jar", i))
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Object>> entries =
                    inspections.stream()
                            .flatMap(i -> Stream.of(i, i))
                            .map(i -> (Callable<Object>) () -> ledger.inspected(i))
                            .toList();
            for (Future<Object> entry : threads.invokeAll(entries)) {
                entry.get();
            }
        }

        AuditReport report = ledger.report();

        assertThat(report.totals().jars()).isEqualTo(40);
        assertThat(report.totals().classes()).isEqualTo(80);
        assertThat(report.duplicates())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.artifacts()).hasSize(40);
                    assertThat(group.examples()).containsExactly("shared.S");
                });
    }

    @Test
    void sumsUpAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("abc"), "abc");

        assertThat(FileChecksum.of(file))
                .isEqualTo(
                        new FileChecksum(
                                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                3));
    }

    private static TestJar stopping(String method) {
        return new TestJar()
                .calling("t." + method, c -> TestJar.invoke(c, "java.lang.Thread", method));
    }

    private void enter(String file, TestJar jar) throws Exception {
        ledger.inspected(inspect(file, jar));
    }

    private JarInspection inspectUnchecked(String file, int i) {
        try {
            return inspect(file, new TestJar().type("shared.S", 8).type("own.C" + i, 8));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JarInspection inspect(String file, TestJar jar) throws Exception {
        Path path = jar.write(folder.resolve(file));
        return new JarInspector(TestJdk.API, InspectionLimits.DEFAULT)
                .inspect(JarSource.of(path).within(folder), InspectionProgress.interruptible());
    }
}
