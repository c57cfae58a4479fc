package dev.mayfly.house.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A module of the build.
 *
 * @param name the folder's and artifact's name
 * @param directory the absolute folder
 * @param published whether others can depend on it, as its pom says
 */
public record HouseModule(String name, Path directory, boolean published) {

    /** Where the module's compiled main classes are, whether they exist yet or not. */
    public Path classes() {
        return directory.resolve("target/classes");
    }

    /** Reads all of the module's Java files, main and test, in the order of their paths. */
    public List<SourceFile> javaFiles() {
        List<SourceFile> files = new ArrayList<>();
        for (SourceSet set : SourceSet.values()) {
            Path root = directory.resolve(set.folder());
            if (Files.isDirectory(root)) {
                try (Stream<Path> walk = Files.walk(root)) {
                    walk.filter(path -> path.toString().endsWith(".java"))
                            .sorted()
                            .forEach(path -> files.add(read(set, path)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    private SourceFile read(SourceSet set, Path path) {
        try {
            Path shown = Repository.root().relativize(path);
            return new SourceFile(this, set, shown, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }
}
