package dev.mayfly.sample.jarwatch.job;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that an audit is kept in: a line of JSON for each thing that has become known, in the
 * order in which it did. A job that has succeeded finds its line there after every crash: it is on
 * the disk before the job ends.
 *
 * <p>Written through a stream and not a channel, since a channel is closed when the thread that
 * uses it is interrupted, as that of a cancelled job is.
 *
 * <p>Safe for use by any thread.
 */
final class AuditJournal implements AutoCloseable {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final FileOutputStream out;
    private final Object order = new Object();

    private AuditJournal(FileOutputStream out) {
        this.out = out;
    }

    /**
     * Opens a journal to add to it.
     *
     * @param file where it is; made if it is missing
     * @throws UncheckedIOException when it cannot be
     */
    static AuditJournal open(Path file) {
        try {
            return new AuditJournal(new FileOutputStream(file.toFile(), true));
        } catch (IOException e) {
            throw new UncheckedIOException("the audit cannot be kept in " + file, e);
        }
    }

    /**
     * Reads a journal. What a crash has left of a last line is cut off.
     *
     * @param file where it is
     * @return its entries
     * @throws UncheckedIOException when it cannot be read, or holds something else
     */
    static List<AuditEntry> read(Path file) {
        try {
            cutTornLine(file);
            List<AuditEntry> entries = new ArrayList<>();
            try (var lines = Files.lines(file)) {
                lines.forEach(line -> entries.add(MAPPER.readValue(line, AuditEntry.class)));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException("the audit in " + file + " cannot be read", e);
        } catch (JacksonException e) {
            throw new UncheckedIOException(
                    new IOException("the audit in " + file + " cannot be read", e));
        }
    }

    private static void cutTornLine(Path file) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            long end = access.length();
            while (end > 0) {
                access.seek(end - 1);
                if (access.read() == '\n') {
                    break;
                }
                end--;
            }
            if (end < access.length()) {
                access.setLength(end);
            }
        }
    }

    /** Adds an entry; it is on the disk when this returns. */
    void add(AuditEntry entry) {
        byte[] line =
                (MAPPER.writerFor(AuditEntry.class).writeValueAsString(entry) + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (order) {
                out.write(line);
            }
            out.getFD().sync(); // outside: those who wait for the disk wait together
        } catch (IOException e) {
            throw new UncheckedIOException("the audit cannot be kept", e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
