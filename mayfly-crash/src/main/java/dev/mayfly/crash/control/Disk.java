package dev.mayfly.crash.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A disk whose power can be cut: an ext4 in a file, on a loop device. What programs have written
 * and nobody has forced is gone after a cut, as it is from a machine's memory. What was forced, or
 * what the kernel happened to write by itself, is there. The cache inside of a real disk, which a
 * force has to empty too, is not imitated.
 *
 * <p>Needs Linux and root. The loop device ends with the mount; the mount ends with {@link #close},
 * and with this process unless it is killed.
 *
 * <p>Thread rule: used by one thread.
 */
final class Disk implements AutoCloseable {

    /** The file has holes: what is taken of the machine's disk is what is written. */
    private static final String SIZE = "1G";

    /** The journal is not committed by time: nothing is there early that was not asked for. */
    private static final String OPTIONS = "loop,noatime,commit=300";

    /**
     * Linux's EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: from now on nothing is written,
     * and the journal ends where it is on the disk.
     */
    private static final String CUT =
            "import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY),"
                    + " 0x8004587d, struct.pack('I', 2))";

    /** Programs that were killed let go of their files a little later. */
    private static final int TRIES = 40;

    private static final long PAUSE_NANOS = 50_000_000;

    /** Files that were open and had no name any more are removed: no damage. */
    private static final int CORRECTED = 1;

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Pattern OURS =
            Pattern.compile("^\\S+ (\\S*/mayfly-crash-(\\d+)-[^/ ]*/disk) ");

    private final Path image;
    private final Path folder;
    private final Thread hook = new Thread(this::abandon);

    private Disk(Path work) {
        this.image = work.resolve("disk.img");
        this.folder = work.resolve("disk");
    }

    /**
     * Makes an empty disk.
     *
     * @param work the folder for its file, and for the folder where it is mounted
     * @throws IOException if this machine or this user cannot do that
     */
    static Disk make(Path work) throws IOException, InterruptedException {
        if (!Commands.isRoot()) {
            throw new IOException("only root can mount a disk and cut its power");
        }
        var disk = new Disk(work);
        var _ = Files.createDirectory(disk.folder);
        var _ = Commands.run(List.of("truncate", "-s", SIZE, disk.image.toString()));
        var _ = Commands.run(List.of("mkfs.ext4", "-q", disk.image.toString()));
        disk.mount();
        Runtime.getRuntime().addShutdownHook(disk.hook);
        return disk;
    }

    /**
     * Tries whether this machine can have such a disk.
     *
     * @return why it cannot, or nothing
     */
    static Optional<String> obstacle() throws InterruptedException {
        try {
            Path work = workFolder();
            try (var disk = make(work)) {
                disk.cut();
                disk.restore();
            } finally {
                Files.deleteIfExists(work.resolve("disk"));
                Files.deleteIfExists(work.resolve("disk.img"));
                Files.delete(work);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no disk can lose its power here: " + e.getMessage());
        }
    }

    /** A new folder whose name says whose it is. */
    static Path workFolder() throws IOException {
        return Files.createTempDirectory("mayfly-crash-" + ProcessHandle.current().pid() + "-");
    }

    /** Where disks are still mounted whose processes were killed before they could remove them. */
    static List<String> leftOvers() throws IOException {
        try (Stream<String> mounts = Files.lines(MOUNTS)) {
            return mounts.map(OURS::matcher)
                    .filter(Matcher::find)
                    .filter(found -> ProcessHandle.of(Long.parseLong(found.group(2))).isEmpty())
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    /** Where it is mounted, also after a cut. */
    Path folder() {
        return folder;
    }

    /** Forces all that was written so far, by anybody. */
    void force() throws IOException, InterruptedException {
        var _ = Commands.run(List.of("sync", "--file-system", folder.toString()));
    }

    /**
     * Cuts the power: every access fails until {@link #restore}.
     *
     * <p>Whoever is just forcing a file may be told that it succeeded, and it did not: Linux takes
     * a commit of the journal that was broken off for ended. So those who use the disk have to be
     * stopped before, as on a machine without power they are.
     */
    void cut() throws IOException, InterruptedException {
        var _ = Commands.run(List.of("python3", "-c", CUT, folder.toString()));
    }

    /**
     * Gives the power back, and has the journal replayed and the file system checked. Nobody may
     * have files open on it any more, or it waits for that for 2 s.
     *
     * @throws IOException if somebody still has, or if the file system is damaged
     */
    void restore() throws IOException, InterruptedException {
        unmount();
        var _ = Commands.run(List.of("e2fsck", "-p", image.toString()), CORRECTED);
        mount();
    }

    private boolean isMounted() throws IOException {
        return Files.readString(MOUNTS).contains(" " + folder + " ");
    }

    private void mount() throws IOException, InterruptedException {
        var _ = Commands.run(List.of("mount", "-o", OPTIONS, image.toString(), folder.toString()));
    }

    private void unmount() throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                var _ = Commands.run(List.of("umount", folder.toString()));
                return;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Where somebody still has files open: they are cut off, and the disk ends with the last. */
    private void abandon() {
        try {
            if (isMounted()) {
                cut();
                var _ = Commands.run(List.of("umount", "--lazy", folder.toString()));
            }
        } catch (IOException e) {
            System.err.println(
                    "the disk at "
                            + folder
                            + " is still mounted; remove it with: umount --lazy "
                            + folder
                            + " ("
                            + e.getMessage()
                            + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Unmounts it; its file stays. A second call does nothing. */
    @Override
    public void close() throws IOException {
        try {
            if (isMounted()) {
                unmount();
            }
        } catch (IOException e) {
            abandon();
            throw e;
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
        } finally {
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is just ending: the hook finds nothing to do.
        }
    }
}
