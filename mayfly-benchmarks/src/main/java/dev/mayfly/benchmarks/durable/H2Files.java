package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** H2 databases as files in a folder; each is opened by the one process that uses it. */
final class H2Files implements Ground {

    private final Path folder;

    H2Files() throws IOException {
        folder = Files.createTempDirectory("mayfly-durable-h2");
    }

    @Override
    public Database database() {
        return Database.H2;
    }

    @Override
    public String create(String name) {
        return "jdbc:h2:file:" + folder.resolve(name);
    }

    @Override
    public void drop(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.getFileName().toString().startsWith(name + "."))
                            .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public Optional<Duration> processorTime() {
        return Optional.empty();
    }

    @Override
    public List<String> description() throws IOException {
        return List.of(
                "H2 "
                        + org.h2.engine.Constants.VERSION
                        + ", a file for each database, default settings; on "
                        + Files.getFileStore(folder).type());
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public synchronized void close() throws IOException {
        Ground.delete(folder);
    }
}
