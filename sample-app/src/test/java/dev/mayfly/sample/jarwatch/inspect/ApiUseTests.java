package dev.mayfly.sample.jarwatch.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.sample.jarwatch.jdk.ApiRisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.List;

class ApiUseTests {

    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");

    @TempDir Path folder;

    @Test
    void namesTheMemberAndTheClassesThatUseIt() throws Exception {
        TestJar jar = new TestJar();
        for (String name : List.of("a.A", "a.B", "a.C")) {
            jar.calling(name, code -> TestJar.invoke(code, "java.lang.Thread", "stop"));
        }

        assertThat(uses(jar))
                .singleElement()
                .satisfies(use -> {
                    assertThat(use.risk()).isEqualTo(ApiRisk.FOR_REMOVAL);
                    assertThat(use.api()).isEqualTo("java.lang.Thread.stop()");
                    assertThat(use.classCount()).isEqualTo(3);
                    assertThat(use.examples()).containsExactly("a.A", "a.B", "a.C");
                });
    }

    @Test
    void showsTheMostUrgentFirst() throws Exception {
        TestJar jar =
                new TestJar()
                        .calling("a.A", code -> TestJar.invoke(code, "java.lang.Thread", "stop"))
                        .calling("a.B", code -> TestJar.invoke(code, "java.lang.Thread", "suspend"))
                        .calling(
                                "a.C",
                                code -> code.new_(ClassDesc.of("sun.security.x509.X500Name")).pop())
                        .calling("a.D", code -> code.new_(ClassDesc.of("sun.misc.Unsafe")).pop());

        assertThat(uses(jar))
                .extracting(ApiUse::risk)
                .containsExactly(
                        ApiRisk.REMOVED,
                        ApiRisk.ENCAPSULATED,
                        ApiRisk.FOR_REMOVAL,
                        ApiRisk.UNSUPPORTED);
        assertThat(uses(new TestJar().type("a.A", 8))).isEmpty();
    }

    @Test
    void findsWhatTheJarsOwnClassesInherit() throws Exception {
        TestJar jar =
                new TestJar()
                        .calling("a.User", code -> TestJar.invoke(code, "a.Leaf", "suspend"))
                        .type("a.Leaf", 8, type -> type.withSuperclass(ClassDesc.of("a.Mine")))
                        .type("a.Mine", 8, type -> type.withSuperclass(THREAD));

        assertThat(uses(jar))
                .extracting(ApiUse::api, ApiUse::explanation, ApiUse::examples)
                .containsExactly(
                        tuple(
                                "java.lang.Thread.suspend()",
                                "removed in JDK 23",
                                List.of("a.User")));
    }

    @Test
    void leavesAJarsOwnMethodOfTheSameNameAlone() throws Exception {
        TestJar jar =
                new TestJar()
                        .calling("a.User", code -> TestJar.invoke(code, "a.Leaf", "suspend"))
                        .type("a.Leaf", 8, type -> type.withSuperclass(ClassDesc.of("a.Mine")))
                        .type(
                                "a.Mine",
                                8,
                                type ->
                                        type.withSuperclass(THREAD)
                                                .withMethodBody(
                                                        "suspend",
                                                        ConstantDescs.MTD_void,
                                                        ClassFile.ACC_STATIC,
                                                        code -> code.return_()));

        assertThat(uses(jar)).isEmpty();
    }

    @Test
    void leavesACircularHierarchyBehind() throws Exception {
        TestJar jar =
                new TestJar()
                        .calling("a.User", code -> TestJar.invoke(code, "a.Hen", "suspend"))
                        .type("a.Hen", 8, type -> type.withSuperclass(ClassDesc.of("a.Egg")))
                        .type("a.Egg", 8, type -> type.withSuperclass(ClassDesc.of("a.Hen")));

        assertThat(uses(jar)).isEmpty();
    }

    @Test
    void findsAnOverriddenFinalizer() throws Exception {
        TestJar jar =
                new TestJar()
                        .type(
                                "a.A",
                                8,
                                type ->
                                        type.withMethodBody(
                                                "finalize",
                                                ConstantDescs.MTD_void,
                                                ClassFile.ACC_PROTECTED,
                                                code -> code.return_()));

        assertThat(uses(jar))
                .singleElement()
                .satisfies(use -> {
                    assertThat(use.api()).isEqualTo("java.lang.Object.finalize()");
                    assertThat(use.explanation())
                            .isEqualTo("overridden; deprecated since JDK 9, for removal");
                });
    }

    @Test
    void findsTypesInSignaturesAndArrays() throws Exception {
        TestJar jar =
                new TestJar()
                        .type(
                                "a.A",
                                8,
                                type ->
                                        type.withField(
                                                "applet",
                                                ClassDesc.of("java.rmi.activation.Activator")
                                                        .arrayType(),
                                                0))
                        .type(
                                "a.B",
                                8,
                                type ->
                                        type.withMethod(
                                                "m",
                                                MethodTypeDesc.ofDescriptor(
                                                        "(ILjava/security/acl/Acl;)V"),
                                                ClassFile.ACC_ABSTRACT,
                                                m -> {}));

        assertThat(uses(jar))
                .extracting(ApiUse::api)
                .containsExactly("java.rmi.activation.Activator", "java.security.acl.Acl");
    }

    @Test
    void judgesTheClassesThatTheRunningJavaLoads() throws Exception {
        byte[] stopping = TestJar.calls("a.A", c -> TestJar.invoke(c, "java.lang.Thread", "stop"));
        byte[] sound = TestJar.classFile("a.A", 9, type -> {});

        TestJar mended =
                new TestJar()
                        .manifest("Multi-Release", "true")
                        .entry("a/A.class", stopping)
                        .entry("META-INF/versions/11/a/A.class", sound);
        TestJar spoilt =
                new TestJar()
                        .manifest("Multi-Release", "true")
                        .entry("a/A.class", sound)
                        .entry("META-INF/versions/9/a/A.class", sound)
                        .entry("META-INF/versions/17/a/A.class", stopping);
        TestJar laterOnly =
                new TestJar()
                        .manifest("Multi-Release", "true")
                        .entry("a/A.class", sound)
                        .entry("META-INF/versions/999/a/A.class", stopping);

        assertThat(uses(mended)).isEmpty();
        assertThat(uses(spoilt)).hasSize(1);
        assertThat(uses(laterOnly)).isEmpty();
    }

    @Test
    void takesWhatTheJarDefinesItselfForItsOwn() throws Exception {
        TestJar jar =
                new TestJar()
                        .type("javax.xml.bind.JAXB", 8)
                        .calling(
                                "a.A",
                                code -> code.new_(ClassDesc.of("javax.xml.bind.JAXB")).pop());

        assertThat(uses(jar)).isEmpty();
    }

    @Test
    void saysWhatItLeavesOut() throws Exception {
        TestJar jar =
                new TestJar()
                        .calling(
                                "a.A",
                                code -> {
                                    TestJar.invoke(code, "java.lang.Thread", "stop");
                                    TestJar.invoke(code, "java.lang.Thread", "suspend");
                                    TestJar.invoke(code, "java.lang.Thread", "resume");
                                })
                        .calling("a.B", code -> TestJar.invoke(code, "java.lang.Thread", "resume"));
        InspectionLimits d = InspectionLimits.DEFAULT;
        InspectionLimits narrow =
                new InspectionLimits(
                        d.maxEntries(),
                        d.maxDirectoryBytes(),
                        d.maxClassBytes(),
                        d.maxEntryBytes(),
                        d.maxTotalBytes(),
                        d.maxEvidence(),
                        2,
                        1);

        JarReport report = inspect(jar, narrow);

        assertThat(report.uses())
                .extracting(ApiUse::api)
                .containsExactly("java.lang.Thread.resume()", "java.lang.Thread.suspend()");
        assertThat(report.moreUses()).isEqualTo(1);
        assertThat(report.uses().getFirst().classCount()).isEqualTo(2);
        assertThat(report.uses().getFirst().examples()).containsExactly("a.A");
    }

    private List<ApiUse> uses(TestJar jar) throws Exception {
        return inspect(jar, InspectionLimits.DEFAULT).uses();
    }

    private JarReport inspect(TestJar jar, InspectionLimits limits) throws Exception {
        Path file = jar.write(folder.resolve("x.jar"));
        return new JarInspector(TestJdk.API, limits)
                .inspect(JarSource.of(file), InspectionProgress.interruptible())
                .report();
    }
}
