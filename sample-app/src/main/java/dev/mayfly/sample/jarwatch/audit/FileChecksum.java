package dev.mayfly.sample.jarwatch.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file's identity.
 *
 * @param sha256 the SHA-256 of its content, in lower-case hexadecimal digits
 * @param sizeBytes its size as read
 */
public record FileChecksum(String sha256, long sizeBytes) {

    /**
     * Reads a file and sums it up. Blocks on the disk; holds 64 KiB.
     *
     * @param file the file
     * @return its checksum
     * @throws IOException when it cannot be read
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    public static FileChecksum of(Path file) throws IOException, InterruptedException {
        MessageDigest digest = newDigest();
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("stopped after " + size + " bytes of " + file);
                }
                digest.update(buffer, 0, n);
                size += n;
            }
        }
        return new FileChecksum(HexFormat.of().formatHex(digest.digest()), size);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
