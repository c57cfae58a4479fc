package dev.mayfly.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The console's static files, read once and kept: a third of a megabyte. Only files that are listed
 * here are ever given out, and their path holds a hash of them all, so that browsers may keep them
 * for good.
 */
public final class Assets {
    private static final String FOLDER = "/mayfly/console/assets/";
    private static final List<String> NAMES =
            List.of(
                    "mayfly.css",
                    "mayfly.js",
                    "keys.js",
                    "parts.css",
                    "theme.js",
                    "timeline.js",
                    "dumps.js",
                    "suggest.js",
                    "ticks.js",
                    "stream-worker.js",
                    "icons.svg",
                    "favicon.svg",
                    "vendor/htmx.min.js",
                    "vendor/sse.min.js",
                    "vendor/idiomorph.min.js",
                    "vendor/geist-latin.woff2",
                    "vendor/geist-latin-ext.woff2",
                    "vendor/geist-mono-latin.woff2",
                    "vendor/README.txt",
                    "vendor/LICENSE-htmx.txt",
                    "vendor/LICENSE-htmx-ext-sse.txt",
                    "vendor/LICENSE-idiomorph.txt",
                    "vendor/LICENSE-geist.txt");
    private static final Map<String, String> TYPES =
            Map.of(
                    "css", "text/css;charset=UTF-8",
                    "js", "text/javascript;charset=UTF-8",
                    "svg", "image/svg+xml",
                    "woff2", "font/woff2",
                    "txt", "text/plain;charset=UTF-8");

    private final Map<String, Asset> byName = new TreeMap<>();
    private final String version;

    /**
     * A static file.
     *
     * @param type its media type
     * @param content its bytes; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Asset(String type, byte[] content) {}

    /** Reads the files from the console's jar. */
    public Assets() {
        MessageDigest digest = sha256();
        for (String name : NAMES) {
            byte[] content = read(name);
            digest.update(content);
            byName.put(
                    name,
                    new Asset(
                            TYPES.getOrDefault(
                                    name.substring(name.lastIndexOf('.') + 1),
                                    "application/octet-stream"),
                            content));
        }
        this.version = HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    /**
     * The hash of all files.
     *
     * @return twelve hexadecimal digits
     */
    public String version() {
        return version;
    }

    /**
     * Finds a file.
     *
     * @param name its path below the version
     * @return the file, empty when there is none of this name
     */
    public Optional<Asset> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The console's jar lacks "
                                + FOLDER
                                + name
                                + "; it was not built completely");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The console's file " + FOLDER + name + " cannot be read", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK lacks SHA-256, which every JDK must have", e);
        }
    }
}
