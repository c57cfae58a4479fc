package dev.mayfly.sample.jarwatch.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.sample.jarwatch.inspect.JarInspection.DefinedClass;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class JarInspectorTests {

    @TempDir Path folder;

    private final JarInspector inspector = new JarInspector(TestJdk.API, InspectionLimits.DEFAULT);

    @Test
    void requiresTheHighestReleaseOfTheBaseClasses() throws Exception {
        JarReport report =
                inspect(new TestJar().type("a.Old", 8).type("a.New", 17).type("a.B", 11));

        assertThat(report.classes().requiredJava()).isEqualTo(17);
        assertThat(report.classes().base()).isEqualTo(3);
    }

    @Test
    void requiresNothingWithoutClasses() throws Exception {
        JarReport report = inspect(new TestJar().text("readme.txt", "hello"));

        assertThat(report.classes().requiredJava()).isNull();
        assertThat(report.packaging().entries()).isEqualTo(2);
    }

    @Test
    void doesNotRequireWhatAnOlderJvmNeverLoads() throws Exception {
        JarReport report =
                inspect(
                        new TestJar()
                                .manifest("Multi-Release", "true")
                                .type("a.A", 8)
                                .entry("module-info.class", TestJar.moduleInfo("org.example.a"))
                                .entry("templates/T.class", TestJar.classFile("x.T", 25, t -> {}))
                                .entry(
                                        "META-INF/versions/21/a/A.class",
                                        TestJar.classFile("a.A", 21, t -> {})));

        assertThat(report.classes().requiredJava()).isEqualTo(8);
        assertThat(report.classes().base()).isEqualTo(3);
        assertThat(report.classes().outOfPlace()).isEqualTo(1);
        assertThat(report.classes().versioned()).isEqualTo(1);
        assertThat(report.packaging().releases()).containsExactly(21);
        assertThat(report.module()).isEqualTo(new JarReport.ModuleFacts("org.example.a", false));
    }

    @Test
    void ignoresVersionsOfAJarThatIsNotMultiRelease() throws Exception {
        JarReport report =
                inspect(
                        new TestJar()
                                .type("a.A", 8)
                                .entry(
                                        "META-INF/versions/9/a/A.class",
                                        TestJar.calls(
                                                "a.A",
                                                code ->
                                                        TestJar.invoke(
                                                                code,
                                                                "java.lang.Thread",
                                                                "stop"))));

        assertThat(report.packaging().multiRelease()).isFalse();
        assertThat(report.packaging().releases()).isEmpty();
        assertThat(report.classes().versioned()).isEqualTo(1);
        assertThat(report.uses()).isEmpty();
    }

    @Test
    void readsTheManifest() throws Exception {
        JarReport report =
                inspect(
                        new TestJar()
                                .type("a.A", 8)
                                .manifest("Automatic-Module-Name", "org.example.auto")
                                .manifest("Created-By", "Maven JAR Plugin 3.4.1")
                                .manifest("Build-Jdk-Spec", "21")
                                .text("META-INF/SIGNER.SF", "Signature-Version: 1.0"));

        assertThat(report.module()).isEqualTo(new JarReport.ModuleFacts("org.example.auto", true));
        assertThat(report.packaging().createdBy()).isEqualTo("Maven JAR Plugin 3.4.1");
        assertThat(report.packaging().buildJdk()).isEqualTo("21");
        assertThat(report.packaging().signed()).isTrue();
    }

    @Test
    void doesNotLookIntoClassesNewerThanTheRunningJava() throws Exception {
        byte[] future = TestJar.classFile("a.A", 25, type -> {});
        future[7] = (byte) (TestJdk.API.release() + 44 + 1);

        JarReport report = inspect(new TestJar().entry("a/A.class", future));

        assertThat(report.classes().tooNew()).isEqualTo(1);
        assertThat(report.classes().requiredJava()).isEqualTo(TestJdk.API.release() + 1);
    }

    @Test
    void countsPreviewClasses() throws Exception {
        byte[] preview = TestJar.classFile("a.A", 25, type -> type.withVersion(69, 0xFFFF));

        assertThat(inspect(new TestJar().entry("a/A.class", preview)).classes().preview())
                .isEqualTo(1);
    }

    @Test
    void takesCoordinatesFromARepositorysLayout() throws Exception {
        Path jar = folder.resolve("org/example/deep/thing/1.2/thing-1.2-tests.jar");
        new TestJar().type("a.A", 8).write(jar);

        JarReport report =
                inspector
                        .inspect(
                                JarSource.of(jar).within(folder),
                                InspectionProgress.interruptible())
                        .report();

        assertThat(report.artifact()).isEqualTo(new Artifact("org.example.deep", "thing", "1.2"));
        assertThat(report.artifact().coordinates()).isEqualTo("org.example.deep:thing:1.2");
    }

    @Test
    void takesCoordinatesFromThePomElseFromTheName() throws Exception {
        TestJar withPom =
                new TestJar().text("META-INF/maven/org.example/own/pom.properties", "version=3");

        assertThat(inspect(withPom).artifact()).isEqualTo(new Artifact("org.example", "own", null));
        assertThat(named("guava-33.0-jre.jar").artifact())
                .isEqualTo(new Artifact(null, "guava", "33.0-jre"));
        assertThat(named("tool.jar").artifact()).isEqualTo(new Artifact(null, "tool", null));
    }

    @Test
    void passesOnTheClassesThatLoadersFind() throws Exception {
        Path jar =
                new TestJar()
                        .type("a.A", 8)
                        .type("a.package-info".replace("-", "_"), 8)
                        .entry("BOOT-INF/classes/b/B.class", TestJar.classFile("b.B", 8, t -> {}))
                        .entry("stray/C.class", TestJar.classFile("c.C", 8, t -> {}))
                        .write(folder.resolve("x.jar"));

        assertThat(
                        inspector
                                .inspect(JarSource.of(jar), InspectionProgress.interruptible())
                                .classes())
                .extracting(DefinedClass::name)
                .containsExactly("a/A", "a/package_info", "b/B");
    }

    @Test
    void stopsBetweenEntriesWhenToldTo() {
        Path jar = new TestJar().type("a.A", 8).type("a.B", 8).write(folder.resolve("x.jar"));
        InspectionProgress stopAtTwo =
                (done, total) -> {
                    assertThat(total).isEqualTo(3);
                    if (done == 2) {
                        throw new InterruptedException("enough");
                    }
                };

        assertThatThrownBy(() -> inspector.inspect(JarSource.of(jar), stopAtTwo))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("enough");
    }

    @Test
    void anInterruptStopsIt() {
        Path jar = new TestJar().type("a.A", 8).write(folder.resolve("x.jar"));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() ->
                        inspector.inspect(JarSource.of(jar), InspectionProgress.interruptible()))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private JarReport inspect(TestJar jar) throws Exception {
        Path file = jar.write(folder.resolve("jar.jar"));
        return inspector.inspect(JarSource.of(file), InspectionProgress.interruptible()).report();
    }

    private JarReport named(String name) throws Exception {
        Path file = new TestJar().type("a.A", 8).write(folder.resolve(name));
        return inspector.inspect(JarSource.of(file), InspectionProgress.interruptible()).report();
    }
}
