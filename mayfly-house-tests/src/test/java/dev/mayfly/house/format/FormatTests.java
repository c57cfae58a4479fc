package dev.mayfly.house.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.house.source.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FormatTests {

    @Test
    void everyJavaFileIsFormatted() {
        List<Path> files = FormatAll.javaFiles(Repository.root());
        assertThat(files).hasSizeGreaterThan(10);
        List<Path> unformatted = FormatAll.unformatted(files);
        assertThat(unformatted.stream().map(Repository.root()::relativize).limit(20))
                .as("%d files that `mvn -ntp -N -Pformat` would rewrite", unformatted.size())
                .isEmpty();
    }

    @Test
    void plantedBadFormatIsCaughtAndMended(@TempDir Path folder) throws IOException {
        Path bad = folder.resolve("Bad.java");
        Path good = folder.resolve("Good.java");
        Files.writeString(bad, "import java.util.List;\nclass  Bad {\n  int a=1; }\n");
        Files.writeString(good, "class Good {\n    int a = 1;\n}\n");

        assertThat(FormatAll.unformatted(List.of(bad, good))).containsExactly(bad);
        assertThat(FormatAll.rewrite(FormatAll.javaFiles(folder))).containsExactly(bad);

        assertThat(bad).hasContent("class Bad {\n    int a = 1;\n}\n");
        assertThat(FormatAll.unformatted(List.of(bad, good))).isEmpty();
    }

    @Test
    void fileThatCannotBeParsedIsAnErrorNotASuccess(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("Broken.java"), "class {");
        assertThatThrownBy(() -> FormatAll.unformatted(List.of(broken)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Broken.java");
    }
}
