package dev.mayfly.console.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Where pictures of pages go. By default every one to {@code target/screenshots}, to look at. With
 * {@code -Dpictures=docs/images}, a folder below the repository's root, those that the documents
 * show, compressed so that a repository can hold them.
 */
final class Pictures {

    private static final Set<String> DOCUMENTED =
            Set.of(
                    "overview",
                    "jobs",
                    "queue",
                    "job-failed",
                    "job-running",
                    "recurring",
                    "agents",
                    "tasks",
                    "tree",
                    "timeline",
                    "nodes",
                    "problems",
                    "audit",
                    "dump");

    private static final int QUALITY = 62;

    /** More than this a picture in the documents must not weigh, in bytes. */
    static final int LARGEST = 80 * 1024;

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private Pictures() {}

    /** The picture's name, whether or not it is one for the documents. */
    static String name(String page, ColorScheme scheme, int width) {
        return "%s-%s-%d".formatted(page, scheme.name().toLowerCase(Locale.ROOT), width);
    }

    static void take(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
        Path documents = documents();
        if (documents != null && DOCUMENTED.contains(name.replaceAll("-(light|dark)-\\d+$", ""))) {
            write(documents.resolve(name + ".webp"), webp(page));
        }
    }

    private static @Nullable Path documents() {
        String folder = System.getProperty("pictures");
        return folder == null ? null : Path.of("..").resolve(folder);
    }

    /** As the browser compresses it: a fifth of what a PNG takes. */
    private static byte[] webp(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        try {
            JsonObject how = new JsonObject();
            how.addProperty("format", "webp");
            how.addProperty("quality", QUALITY);
            String data = session.send("Page.captureScreenshot", how).get("data").getAsString();
            return Base64.getDecoder().decode(data);
        } finally {
            session.detach();
        }
    }

    private static void write(Path file, byte[] picture) {
        if (picture.length > LARGEST) {
            throw new AssertionError(
                    file + " has " + picture.length + " bytes, more than " + LARGEST);
        }
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
