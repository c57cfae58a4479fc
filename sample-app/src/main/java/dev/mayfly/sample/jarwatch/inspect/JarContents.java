package dev.mayfly.sample.jarwatch.inspect;

import dev.mayfly.sample.jarwatch.inspect.JarInspectionException.Kind;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An open jar whose entries are read within limits and checked against their checksums.
 *
 * <p>A {@link ZipFile}, not a {@link java.util.jar.JarFile}: signatures are noticed, not verified.
 * Not safe for concurrent use.
 */
final class JarContents implements Closeable {

    private final JarSource source;
    private final long fileSize;
    private final InspectionLimits limits;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private final byte[] buffer = new byte[64 * 1024];
    private final int duplicates;
    private long inflated;

    private JarContents(JarSource source, long fileSize, InspectionLimits limits, ZipFile zip)
            throws JarInspectionException {
        this.source = source;
        this.fileSize = fileSize;
        this.limits = limits;
        this.zip = zip;
        if (zip.size() > limits.maxEntries()) {
            throw new JarInspectionException(
                    Kind.TOO_LARGE,
                    source,
                    zip.size() + " entries are more than the limit of " + limits.maxEntries());
        }
        // Of entries with one name, a class loader sees the one that getEntry finds.
        zip.stream()
                .map(ZipEntry::getName)
                .forEach(name -> entries.computeIfAbsent(name, zip::getEntry));
        duplicates = zip.size() - entries.size();
    }

    static JarContents open(JarSource source, InspectionLimits limits)
            throws JarInspectionException {
        long fileSize = requireFile(source);
        Path file = source.path();
        try {
            long directory = ZipDirectory.claimedBytes(file);
            if (directory > limits.maxDirectoryBytes()) {
                throw new JarInspectionException(
                        Kind.TOO_LARGE,
                        source,
                        "a central directory of "
                                + directory
                                + " bytes is more than the limit of "
                                + limits.maxDirectoryBytes());
            }
            ZipFile zip = new ZipFile(file.toFile());
            try {
                return new JarContents(source, fileSize, limits, zip);
            } catch (JarInspectionException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (JarInspectionException e) {
            throw e;
        } catch (ZipException e) {
            throw failure(Kind.CORRUPT, source, null, "not a sound zip file: " + text(e), e);
        } catch (AccessDeniedException e) {
            throw failure(Kind.UNREADABLE, source, null, "access denied", e);
        } catch (IOException e) {
            throw failure(Kind.UNREADABLE, source, null, text(e), e);
        }
    }

    /** The size of the file, if it is one that can be read. */
    private static long requireFile(JarSource source) throws JarInspectionException {
        Path file = source.path();
        if (Files.isDirectory(file)) {
            throw new JarInspectionException(Kind.UNREADABLE, source, "it is a folder, not a jar");
        }
        if (!Files.exists(file)) {
            String why = Files.isSymbolicLink(file) ? "a link to nowhere" : "no such file";
            throw new JarInspectionException(Kind.UNREADABLE, source, why);
        }
        if (!Files.isRegularFile(file)) {
            throw new JarInspectionException(Kind.UNREADABLE, source, "not a regular file");
        }
        if (!Files.isReadable(file)) {
            throw new JarInspectionException(
                    Kind.UNREADABLE, source, "no permission to read it (check its owner and mode)");
        }
        try {
            long size = Files.size(file);
            if (size == 0) {
                throw new JarInspectionException(Kind.CORRUPT, source, "it is empty (0 bytes)");
            }
            return size;
        } catch (JarInspectionException e) {
            throw e;
        } catch (IOException e) {
            throw failure(Kind.UNREADABLE, source, null, text(e), e);
        }
    }

    /** One entry for each name, in the order of the central directory. */
    Collection<ZipEntry> entries() {
        return entries.values();
    }

    @Nullable ZipEntry entry(String name) {
        return entries.get(name);
    }

    long fileSize() {
        return fileSize;
    }

    int duplicates() {
        return duplicates;
    }

    /** The whole entry, for the kinds that are looked into. */
    byte[] read(ZipEntry entry) throws JarInspectionException {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(Math.clamp(entry.getSize(), 32, buffer.length));
        copy(entry, bytes, limits.maxClassBytes());
        return bytes.toByteArray();
    }

    /** Reads an entry for its checksum only. */
    void check(ZipEntry entry) throws JarInspectionException {
        if (!entry.isDirectory()) {
            copy(entry, OutputStream.nullOutputStream(), limits.maxEntryBytes());
        }
    }

    private void copy(ZipEntry entry, OutputStream to, long limit) throws JarInspectionException {
        CRC32 crc = new CRC32();
        long total = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
                inflated += n;
                requireWithin(entry, total, limit);
                crc.update(buffer, 0, n);
                to.write(buffer, 0, n);
            }
        } catch (JarInspectionException e) {
            throw e;
        } catch (ZipException | EOFException e) {
            throw failure(entry, "its compressed data is damaged: " + text(e), e);
        } catch (IOException e) {
            throw failure(Kind.UNREADABLE, source, entry.getName(), text(e), e);
        }
        if (crc.getValue() != entry.getCrc()) {
            String sums = "%08x, not %08x".formatted(crc.getValue(), entry.getCrc());
            throw failure(entry, "its checksum is " + sums + " as the jar states", null);
        }
    }

    private void requireWithin(ZipEntry entry, long total, long limit)
            throws JarInspectionException {
        if (total > limit) {
            throw failure(
                    Kind.TOO_LARGE,
                    source,
                    entry.getName(),
                    "inflates to more than the limit of " + limit + " bytes",
                    null);
        }
        if (inflated > limits.maxTotalBytes()) {
            throw failure(
                    Kind.TOO_LARGE,
                    source,
                    entry.getName(),
                    "all entries together inflate to more than the limit of "
                            + limits.maxTotalBytes()
                            + " bytes",
                    null);
        }
    }

    /** The failure of an entry whose content makes no sense. */
    JarInspectionException failure(ZipEntry entry, String reason, @Nullable Throwable cause) {
        return failure(Kind.CORRUPT, source, entry.getName(), reason, cause);
    }

    private static JarInspectionException failure(
            Kind kind,
            JarSource source,
            @Nullable String entry,
            String reason,
            @Nullable Throwable cause) {
        return new JarInspectionException(kind, source, entry, reason, cause);
    }

    private static String text(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    @Override
    public void close() throws JarInspectionException {
        try {
            zip.close();
        } catch (IOException e) {
            throw failure(Kind.UNREADABLE, source, null, text(e), e);
        }
    }
}
