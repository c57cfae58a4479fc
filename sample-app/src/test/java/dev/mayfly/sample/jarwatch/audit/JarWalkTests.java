package dev.mayfly.sample.jarwatch.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

class JarWalkTests {

    @TempDir Path temporary;
    private Path root = Path.of("");

    @BeforeEach
    void findTheRealPath() throws IOException {
        root = Files.createDirectory(temporary.resolve("root")).toRealPath();
    }

    @Test
    void findsJarsAtAnyDepthInOrder() throws Exception {
        touch("b.jar", "a/deep/er/x.JAR", "a/y.jar", "a/readme.txt", "z.jar.bak");

        assertThat(walk()).containsExactly("b.jar", "a/y.jar", "a/deep/er/x.JAR");
    }

    @Test
    void goesIntoAFolderThatIsCalledLikeAJar() throws Exception {
        touch("exploded.jar/inside.jar");

        assertThat(walk()).containsExactly("exploded.jar/inside.jar");
    }

    @Test
    void endsInSpiteOfACircleOfLinks() throws Exception {
        touch("a/x.jar");
        Files.createSymbolicLink(root.resolve("a/circle"), root);

        assertThat(walk()).containsExactly("a/x.jar");
    }

    @Test
    void followsALinkToAJarOnlyOutOfTheFolder() throws Exception {
        touch("x-1.jar");
        Files.createSymbolicLink(root.resolve("x.jar"), root.resolve("x-1.jar"));
        Path outside = Files.createFile(temporary.resolve("outside.jar"));
        Files.createSymbolicLink(root.resolve("out.jar"), outside);
        Files.createSymbolicLink(root.resolve("broken.jar"), root.resolve("gone"));

        assertThat(walk()).containsExactly("broken.jar", "out.jar", "x-1.jar");
    }

    @Test
    void notesAFolderThatVanishes() throws Exception {
        touch("a/x.jar", "b/y.jar");
        JarWalk walk = new JarWalk(root);
        assertThat(walk.next().file()).isEqualTo(root.resolve("a/x.jar"));
        Files.delete(root.resolve("b/y.jar"));
        Files.delete(root.resolve("b"));

        assertThat(walk.hasNext()).isFalse();
        assertThat(walk.skipped()).containsExactly(root.resolve("b"));
        assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
    }

    private List<String> walk() {
        List<String> found = new ArrayList<>();
        new JarWalk(root)
                .forEachRemaining(jar -> found.add(root.relativize(jar.file()).toString()));
        return found;
    }

    private void touch(String... files) throws IOException {
        for (String file : files) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.createFile(root.resolve(file));
        }
    }
}
