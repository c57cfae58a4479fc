package dev.mayfly.sample.jarwatch.audit;

import dev.mayfly.sample.jarwatch.inspect.JarSource;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where a jar is: a file, or an entry of an executable jar, which carries its class path inside.
 *
 * @param file the file
 * @param entry the entry of {@code file} that is the jar, null when the file itself is
 */
public record JarLocation(Path file, @Nullable String entry) {

    private static final String NESTED = "!/";
    private static final long MAX_NESTED_BYTES = 1024L * 1024 * 1024;

    /**
     * Reads back what {@link #toString} wrote.
     *
     * @param text {@code /lib/x.jar} or {@code /app.jar!/BOOT-INF/lib/x.jar}
     * @return the location
     * @throws java.nio.file.InvalidPathException when the file part is no path
     */
    public static JarLocation parse(String text) {
        int at = text.indexOf(".jar" + NESTED);
        return at < 0
                ? new JarLocation(Path.of(text), null)
                : new JarLocation(
                        Path.of(text.substring(0, at + 4)),
                        text.substring(at + 4 + NESTED.length()));
    }

    @Override
    public String toString() {
        return entry == null ? file.toString() : file + NESTED + entry;
    }

    /**
     * The jar as something to inspect.
     *
     * @param jar this location, open
     * @param root the folder that is audited, null for none
     * @return the source, labelled with this location
     */
    public JarSource source(OpenJar jar, @Nullable Path root) {
        return new JarSource(jar.path(), toString(), root);
    }

    /**
     * Makes the jar available as a file: the file itself, or a copy of the entry in a temporary
     * folder that closing removes.
     *
     * @return the file, to be closed
     * @throws IOException when the entry is missing, larger than 1 GiB, or cannot be copied
     */
    public OpenJar open() throws IOException {
        if (entry == null) {
            return new OpenJar(file, null);
        }
        Path folder = Files.createTempDirectory("jarwatch");
        // The name is kept, since it tells which library the jar is.
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        Path copy = folder.resolve(name.isEmpty() || name.startsWith("..") ? "nested.jar" : name);
        OpenJar open = new OpenJar(copy, folder);
        try {
            copyEntry(copy);
            return open;
        } catch (IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private void copyEntry(Path copy) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry nested = zip.getEntry(entry);
            if (nested == null) {
                throw new IOException(file + " has no entry " + entry);
            }
            try (InputStream in = zip.getInputStream(nested);
                    OutputStream out = Files.newOutputStream(copy)) {
                byte[] buffer = new byte[64 * 1024];
                long total = 0;
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    total += n;
                    if (total > MAX_NESTED_BYTES) {
                        throw new IOException(this + " is larger than 1 GiB");
                    }
                    out.write(buffer, 0, n);
                }
            } catch (EOFException e) {
                throw new IOException(this + " is damaged: its data ends early", e);
            }
        }
    }

    /**
     * A jar that is available as a file until it is closed.
     *
     * @param path the file to read
     * @param temporaryFolder what closing removes, null for a jar that stays
     */
    public record OpenJar(Path path, @Nullable Path temporaryFolder) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (temporaryFolder != null) {
                Files.deleteIfExists(path);
                Files.deleteIfExists(temporaryFolder);
            }
        }
    }
}
