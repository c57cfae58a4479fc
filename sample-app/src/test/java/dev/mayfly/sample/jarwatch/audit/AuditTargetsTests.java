package dev.mayfly.sample.jarwatch.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.sample.jarwatch.audit.AuditTarget.ClassPath;
import dev.mayfly.sample.jarwatch.audit.AuditTarget.Folder;
import dev.mayfly.sample.jarwatch.inspect.TestJar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

class AuditTargetsTests {

    @TempDir Path home;

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void auditsTheLocalRepositoryByDefault(String nothing) throws Exception {
        new TestJar().write(home.resolve(".m2/repository/a/b/1/b-1.jar"));

        assertThat(targets("").resolve(nothing))
                .isEqualTo(new Folder(home.resolve(".m2/repository").toRealPath()));
    }

    @Test
    void auditsTheClassPathWhereTheRepositoryIsMissingOrEmpty() throws Exception {
        Path library = new TestJar().write(home.resolve("lib.jar"));
        String classPath = "classes" + File.pathSeparator + library;
        ClassPath expected = new ClassPath(List.of(new JarLocation(library, null)));

        assertThat(targets(classPath).resolve(null)).isEqualTo(expected);
        Files.createDirectories(home.resolve(".m2/repository"));
        assertThat(targets(classPath).resolve(null)).isEqualTo(expected);
    }

    @Test
    void findsTheLibrariesInsideAnExecutableJar() throws Exception {
        Path library = new TestJar().type("a.A", 8).write(home.resolve("inner.tmp"));
        Path application =
                new TestJar()
                        .entry("BOOT-INF/lib/inner-1.0.jar", Files.readAllBytes(library))
                        .write(home.resolve("app.jar"));

        ClassPath target = (ClassPath) targets(application.toString()).resolve(null);

        assertThat(target.jars())
                .extracting(JarLocation::toString)
                .containsExactly(
                        application.toString(), application + "!/BOOT-INF/lib/inner-1.0.jar");
        JarLocation inner = JarLocation.parse(target.jars().get(1).toString());
        Path copy;
        try (JarLocation.OpenJar open = inner.open()) {
            copy = open.path();
            assertThat(copy).hasSameBinaryContentAs(library).hasFileName("inner-1.0.jar");
            assertThat(inner.source(open, null).label()).isEqualTo(inner.toString());
        }
        assertThat(copy.getParent()).doesNotExist();
    }

    @Test
    void saysThatAnExecutableJarLacksALibrary() {
        Path application = new TestJar().write(home.resolve("app.jar"));

        assertThatThrownBy(() -> new JarLocation(application, "BOOT-INF/lib/gone.jar").open())
                .hasMessage(application + " has no entry BOOT-INF/lib/gone.jar");
    }

    @Test
    void understandsTheHomeFolder() throws Exception {
        Files.createDirectory(home.resolve("jars"));

        assertThat(targets("").resolve("~/jars"))
                .isEqualTo(new Folder(home.resolve("jars").toRealPath()));
        assertThat(targets("").resolve("~")).isEqualTo(new Folder(home.toRealPath()));
    }

    @Test
    void refusesWhatIsNoFolder() throws Exception {
        Path file = Files.createFile(home.resolve("file"));

        assertRefused(home.resolve("gone").toString(), "does not exist");
        assertRefused(file.toString(), "is a file, not a folder");
        assertRefused("a\u0000b", "is not a path (");
    }

    @Test
    void refusesWhatItMayNotRead() throws Exception {
        Path secret = Files.createDirectory(home.resolve("secret"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));

        // The superuser may read anything; there is no folder that would be forbidden to it.
        if (!Files.isReadable(secret)) {
            assertRefused(secret.toString(), "is not readable by this process");
        }
    }

    private void assertRefused(String folder, String reason) {
        assertThatThrownBy(() -> targets("").resolve(folder))
                .isInstanceOfSatisfying(
                        AuditTargetException.class,
                        refusal -> assertThat(refusal.folder()).isEqualTo(folder))
                .hasMessageStartingWith(
                        "The folder \"" + folder.replace('\u0000', '\uFFFD') + "\" " + reason)
                .hasMessageContaining("Give the path of an existing folder");
    }

    private AuditTargets targets(String classPath) {
        Map<String, String> nothing = Map.of();
        return new AuditTargets(
                new LocalMavenRepository(home, nothing::get, nothing::get), home, classPath);
    }
}
