package dev.mayfly.crash.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A cut takes what it should, and leaves what it must: otherwise power cuts would prove nothing.
 */
@Tag("power-cut")
class DiskTests {

    @BeforeAll
    static void assumeThatPowerCanBeCut() throws Exception {
        if (!Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_POWER_CUT"))) {
            Optional<String> obstacle = Disk.obstacle();
            assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
        }
    }

    @Test
    void whatWasForcedIsThereAfterACutAndTheRestIsNot(@TempDir Path work) throws Exception {
        try (Disk disk = Disk.make(work)) {
            Path forced = disk.folder().resolve("forced");
            Path unforced = disk.folder().resolve("unforced");
            try (var file =
                    FileChannel.open(
                            forced, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                append(file, "on the disk");
                file.force(true);
                append(file, ", and in memory");
            }
            Files.writeString(unforced, "in memory");
            assertThat(forced).hasContent("on the disk, and in memory");

            disk.cut();
            assertThatThrownBy(() -> Files.writeString(unforced, "later"))
                    .isInstanceOf(IOException.class);
            disk.restore();

            assertThat(forced).hasContent("on the disk");
            assertThat(unforced).doesNotExist();
        }
    }

    @Test
    void allThatWasWrittenIsThereOnceTheDiskIsForced(@TempDir Path work) throws Exception {
        try (Disk disk = Disk.make(work)) {
            Files.writeString(disk.folder().resolve("file"), "text");
            disk.force();
            disk.cut();
            disk.restore();

            assertThat(disk.folder().resolve("file")).hasContent("text");
        }
    }

    @Test
    void aDiskThatSomebodyStillUsesEndsWithItsLastUser(@TempDir Path work) throws Exception {
        Disk disk = Disk.make(work);
        Path file = disk.folder().resolve("file");
        try (var open =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThatThrownBy(disk::close)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(disk.folder().toString());
            assertThatThrownBy(() -> append(open, "later")).isInstanceOf(IOException.class);
        }
        assertThat(file).doesNotExist();
        assertThat(mounts()).doesNotContain(work.toString());
        disk.close(); // once more, for nothing
    }

    @Test
    void disksOfRunsThatLiveAreNotCalledLeftOvers() throws Exception {
        Path work = Disk.workFolder();
        try (Disk disk = Disk.make(work)) {
            assertThat(mounts()).contains(disk.folder().toString());
            assertThat(Disk.leftOvers()).doesNotContain(disk.folder().toString());
        } finally {
            Files.delete(work.resolve("disk"));
            Files.delete(work.resolve("disk.img"));
            Files.delete(work);
        }
    }

    @Test
    void disksOfRunsThatWereKilledAreNamed(@TempDir Path folder) throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path work = Files.createDirectory(folder.resolve("mayfly-crash-" + dead.pid() + "-x"));
        try (Disk disk = Disk.make(work)) {
            assertThat(Disk.leftOvers()).contains(disk.folder().toString());
        }
        assertThat(Disk.leftOvers()).doesNotContain(work.resolve("disk").toString());
    }

    private static void append(FileChannel file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String mounts() throws IOException {
        return Files.readString(Path.of("/proc/self/mounts"));
    }
}
