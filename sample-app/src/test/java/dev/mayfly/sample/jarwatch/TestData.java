package dev.mayfly.sample.jarwatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Data folders of applications that live as long as the tests, among what the build makes. */
final class TestData {

    private TestData() {}

    static Path newFolder() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "test-data"));
        return Files.createTempDirectory(folder.toAbsolutePath(), "jarwatch");
    }
}
