package dev.mayfly.console.browser;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Chromium for one test class. Where none is installed the tests are skipped with the reason;
 * with {@code MAYFLY_REQUIRE_BROWSER=true} they fail instead, so that a build that promised a
 * browser cannot pass without one.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> PLACES =
            List.of(
                    "/usr/bin/chromium",
                    "/usr/bin/chromium-browser",
                    "/usr/bin/google-chrome",
                    "/snap/bin/chromium",
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                    "/Applications/Chromium.app/Contents/MacOS/Chromium");
    private static final List<String> ARGUMENTS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Path executable) {
        // Only the driver is wanted; without this it would download browsers of its own.
        this.playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable)
                                        .setArgs(ARGUMENTS));
    }

    static Chromium launch() {
        Optional<Path> executable = find();
        if (executable.isEmpty()) {
            String reason =
                    "No Chromium found at MAYFLY_CHROMIUM nor at any of "
                            + PLACES
                            + "; on Debian: apt-get install chromium";
            if (Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_BROWSER"))) {
                fail(reason);
            }
            abort(reason);
        }
        return new Chromium(executable.orElseThrow());
    }

    private static Optional<Path> find() {
        return Stream.concat(
                        Stream.of(System.getenv("MAYFLY_CHROMIUM")).filter(Objects::nonNull),
                        PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
