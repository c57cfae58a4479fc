package dev.mayfly.house.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.house.source.SourceFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All sources are compiled at once, which takes minutes where the machine is busy. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LintTests {

    @TempDir Path output;

    @Test
    void mainSourcesOfAllModulesCompileWithoutAnErrorOrAWarning() {
        List<SourceFile> sources = Lint.mainSources();
        assertThat(sources).hasSizeGreaterThan(0);
        assertThat(Lint.check(sources, output)).isEmpty();
    }

    @Test
    void plantedNullDereferenceIsCaughtByNullAway() {
        assertThat(
                        lint(
                                """
                                package dev.mayfly.planted;
                                import org.jspecify.annotations.NullMarked;
                                import org.jspecify.annotations.Nullable;
                                @NullMarked
                                final class Planted {
                                    int length(@Nullable String text) {
                                        return text.length();
                                    }
                                }
                                """))
                .singleElement()
                .asString()
                .startsWith("planted/Planted.java:7: ERROR: [NullAway]");
    }

    @Test
    void plantedBugIsCaughtByErrorProne() {
        assertThat(
                        lint(
                                """
                                package dev.mayfly.planted;
                                final class Planted {
                                    boolean same(String a, Integer b) {
                                        return a.equals(b);
                                    }
                                }
                                """))
                .singleElement()
                .asString()
                .contains("[EqualsIncompatibleType]");
    }

    @Test
    void plantedRawTypeIsCaughtByJavac() {
        assertThat(
                        lint(
"""
                                package dev.mayfly.planted;
                                import java.util.List;
import java.util.concurrent.TimeUnit;
                                final class Planted {
                                    int size(List list) {
                                        return list.size();
                                    }
                                }
"""))
                .singleElement()
                .asString()
                .contains("raw type");
    }

    @Test
    void plantedBrokenLinkInJavadocIsCaughtByDoclint() {
        assertThat(
                        lint(
                                """
                                package dev.mayfly.planted;
                                /** See {@link Nowhere}. */
                                final class Planted {}
                                """))
                .singleElement()
                .asString()
                .contains("reference not found");
    }

    private List<String> lint(String text) {
        return Lint.check(List.of(SourceFile.planted("Planted.java", text)), output);
    }
}
