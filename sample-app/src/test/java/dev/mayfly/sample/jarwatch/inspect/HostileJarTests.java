package dev.mayfly.sample.jarwatch.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.sample.jarwatch.inspect.JarInspectionException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;

class HostileJarTests {

    @TempDir Path folder;

    private static final InspectionLimits TIGHT =
            new InspectionLimits(10, 10_000, 1_000, 5_000, 8_000, 3, 100, 5);

    @Test
    void refusesAnEmptyFile() throws Exception {
        assertFailure(write(new byte[0]), Kind.CORRUPT, "x.jar is corrupt: it is empty (0 bytes)");
    }

    @Test
    void refusesWhatIsNoZip() throws Exception {
        byte[] html = "<html>404 not found</html>".repeat(50).getBytes(StandardCharsets.UTF_8);

        assertFailure(write(html), Kind.CORRUPT, "x.jar is corrupt: not a sound zip file: ");
    }

    @Test
    void refusesATruncatedJar() throws Exception {
        byte[] whole = sound();

        assertFailure(
                write(Arrays.copyOf(whole, whole.length / 2)),
                Kind.CORRUPT,
                "not a sound zip file");
    }

    @Test
    void refusesAFolderAndALinkToNowhereAndNothing() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("l.jar"), folder.resolve("gone"));
        Path directory = Files.createDirectory(folder.resolve("d.jar"));

        assertFailure(
                directory, Kind.UNREADABLE, "d.jar cannot be read: it is a folder, not a jar");
        assertFailure(link, Kind.UNREADABLE, "l.jar cannot be read: a link to nowhere");
        assertFailure(folder.resolve("n.jar"), Kind.UNREADABLE, "cannot be read: no such file");
    }

    @Test
    void saysThatPermissionIsMissing() throws Exception {
        Path jar = write(sound());
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("---------"));

        // The superuser may read anything; there is no file that would be forbidden to it.
        if (!Files.isReadable(jar)) {
            assertFailure(jar, Kind.UNREADABLE, "no permission to read it");
        }
    }

    @Test
    void namesTheEntryWhoseContentIsDamaged() throws Exception {
        byte[] content = new byte[2_000];
        new Random(1).nextBytes(content);
        byte[] jar =
                Files.readAllBytes(
                        new TestJar().entry("data.bin", content).write(folder.resolve("x.jar")));
        int middle = indexOf(jar, "data.bin") + 1_000;
        jar[middle] ^= 1;

        assertFailure(write(jar), Kind.CORRUPT, "x.jar is corrupt: entry data.bin: its ");
    }

    @Test
    void namesATruncatedClass() throws Exception {
        byte[] whole = TestJar.calls("a.A", c -> TestJar.invoke(c, "java.lang.Thread", "stop"));
        for (int length = 1; length < whole.length; length++) {
            Path jar = jarWith("a/A.class", Arrays.copyOf(whole, length));

            assertFailure(jar, Kind.CORRUPT, "entry a/A.class: it is no sound class file: ");
        }
    }

    @Test
    void namesAClassThatIsNone() {
        Path text = jarWith("a/A.class", "not a class".getBytes(StandardCharsets.UTF_8));

        assertFailure(
                text,
                Kind.CORRUPT,
                "entry a/A.class: it is no sound class file: it starts with 6E6F7420,"
                        + " not with CAFEBABE");
    }

    @Test
    void survivesEveryDamageToAClassFile() {
        byte[] whole = TestJar.calls("a.A", c -> TestJar.invoke(c, "java.lang.Thread", "stop"));
        Random random = new Random(42);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path jar = jarWith("a/A.class", damaged);

            // Either a report or the one typed failure, never anything else.
            Throwable failure = catchThrowableOfType(Throwable.class, () -> inspect(jar));
            if (failure != null) {
                assertThat(failure).isInstanceOf(JarInspectionException.class);
            }
        }
    }

    @Test
    void survivesEveryDamageToTheArchive() throws Exception {
        byte[] whole = sound();
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path jar = write(damaged);

            Throwable failure = catchThrowableOfType(Throwable.class, () -> inspect(jar));
            if (failure != null) {
                assertThat(failure).isInstanceOf(JarInspectionException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.bin", "a/A.class", "META-INF/MANIFEST.MF"})
    void stopsInflatingABomb(String entry) {
        Path jar = jarWith(entry, new byte[6_000]);

        assertThat(failure(jar, TIGHT).kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failure(jar, TIGHT))
                .hasMessageContaining("entry " + entry + ": inflates to more");
    }

    @Test
    void boundsWhatAllEntriesInflateTo() {
        Path jar =
                new TestJar()
                        .entry("a.bin", new byte[4_000])
                        .entry("b.bin", new byte[4_000])
                        .write(folder.resolve("x.jar"));

        assertThat(failure(jar, TIGHT))
                .hasMessageContaining("all entries together inflate to more");
    }

    @Test
    void boundsTheNumberOfEntriesAndTheirDirectory() throws Exception {
        TestJar many = new TestJar();
        for (int i = 0; i < 20; i++) {
            many.text("e" + i, "");
        }
        Path jar = many.write(folder.resolve("x.jar"));
        assertThat(failure(jar, TIGHT))
                .hasMessageContaining("21 entries are more than the limit of 10");

        byte[] claiming = sound();
        ByteBuffer bytes = ByteBuffer.wrap(claiming).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(claiming.length - 22 + 12, 0x7FFF_FFFF);
        assertThat(failure(write(claiming), TIGHT))
                .hasMessageContaining("a central directory of 2147483647 bytes");
    }

    @Test
    void boundsTheEvidence() {
        TestJar jar = new TestJar();
        for (int i = 0; i < 4; i++) {
            jar.calling("a.A" + i, c -> TestJar.invoke(c, "java.lang.Thread", "stop"));
        }

        assertThat(failure(jar.write(folder.resolve("x.jar")), TIGHT))
                .hasMessageContaining("more than 3 uses of endangered JDK API");
    }

    @Test
    void readsWhatALoaderReadsOfDuplicateEntries() throws Exception {
        byte[] jar = sound();
        // Two entries of one length, renamed to one name in both headers.
        byte[] renamed =
                new String(jar, StandardCharsets.ISO_8859_1)
                        .replace("b/B.class", "a/A.class")
                        .getBytes(StandardCharsets.ISO_8859_1);

        JarReport report = inspect(write(renamed)).report();

        assertThat(report.packaging().duplicateEntries()).isEqualTo(1);
        assertThat(report.classes().base()).isEqualTo(1);
    }

    @Test
    void neverLeavesTheJarWhateverItsEntriesAreCalled() throws Exception {
        Path jar =
                new TestJar()
                        .text("../../etc/passwd", "x")
                        .text("/absolute", "x")
                        .entry("..\\..\\evil.class", TestJar.classFile("evil", 8, t -> {}))
                        .write(folder.resolve("x.jar"));

        JarReport report = inspect(jar).report();

        assertThat(report.packaging().entries()).isEqualTo(4);
        assertThat(report.classes().outOfPlace()).isEqualTo(1);
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(jar));
    }

    @Test
    void keepsControlCharactersOutOfItsSentences() {
        Path jar = jarWith("a\nb/\u001b[31mA.class", new byte[] {1, 2, 3});

        assertThat(failure(jar, InspectionLimits.DEFAULT).getMessage())
                .contains("entry a\uFFFDb/\uFFFD[31mA.class")
                .doesNotContain("\n", "\u001b");
    }

    @Test
    void refusesABrokenManifest() {
        Path jar =
                jarWith("META-INF/MANIFEST.MF", "no colon here\n".getBytes(StandardCharsets.UTF_8));

        assertFailure(jar, Kind.CORRUPT, "entry META-INF/MANIFEST.MF: it is no sound manifest: ");
    }

    private byte[] sound() throws IOException {
        return Files.readAllBytes(
                new TestJar()
                        .type("a.A", 8)
                        .entry("b/B.class", TestJar.classFile("a.A", 8, t -> {}))
                        .write(folder.resolve("sound.tmp")));
    }

    private Path jarWith(String entry, byte[] content) {
        return new TestJar().entry(entry, content).write(folder.resolve("x.jar"));
    }

    private Path write(byte[] bytes) throws IOException {
        Files.deleteIfExists(folder.resolve("sound.tmp"));
        return Files.write(folder.resolve("x.jar"), bytes);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static JarInspection inspect(Path jar) throws Exception {
        return new JarInspector(TestJdk.API, InspectionLimits.DEFAULT)
                .inspect(JarSource.of(jar), InspectionProgress.interruptible());
    }

    private static JarInspectionException failure(Path jar, InspectionLimits limits) {
        JarInspector inspector = new JarInspector(TestJdk.API, limits);
        return catchThrowableOfType(
                JarInspectionException.class,
                () -> inspector.inspect(JarSource.of(jar), InspectionProgress.interruptible()));
    }

    private static void assertFailure(Path jar, Kind kind, String message) {
        assertThatThrownBy(() -> inspect(jar))
                .isInstanceOfSatisfying(
                        JarInspectionException.class,
                        failure -> {
                            assertThat(failure.kind()).isEqualTo(kind);
                            assertThat(failure.file()).isEqualTo(jar.toString());
                        })
                .hasMessageContaining(message)
                .hasMessageStartingWith(jar.toString());
    }
}
