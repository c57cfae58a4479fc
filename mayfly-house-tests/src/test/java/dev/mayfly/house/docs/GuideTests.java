package dev.mayfly.house.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mayfly.house.source.Violation;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The code in {@code docs/guide} is the code in {@code mayfly-guide}, which is compiled and run; so
 * a page cannot show what does not work.
 */
class GuideTests {

    private static final int MOST_LINES = 250;
    private static final Set<String> COMPILED = Set.of("java", "yaml", "xml");
    private static final List<MarkdownPage> PAGES =
            MarkdownPage.all().stream()
                    .filter(page -> page.path().startsWith(Path.of("docs/guide")))
                    .toList();

    @Test
    void everyExampleIsTakenFromSourcesThatAreTested() {
        assertThat(PAGES).hasSizeGreaterThan(9);
        assertThat(foreign(PAGES, GuideCode.all())).isEmpty();
    }

    @Test
    void everyExampleIsShown() {
        Set<String> shown = code(PAGES).map(GuideTests::text).collect(Collectors.toSet());
        assertThat(GuideCode.all())
                .hasSizeGreaterThan(30)
                .filteredOn(code -> !shown.contains(code.text()))
                .isEmpty();
    }

    @Test
    void aPageIsReadInOneSitting() {
        assertThat(PAGES)
                .allSatisfy(page ->
                        assertThat(page.lines())
                                .as(page.path().toString())
                                .hasSizeLessThan(MOST_LINES));
    }

    @Test
    void plantedCodeOfNobodyIsCaught() {
        List<String> source =
                List.of("class A {", "    // tag::a[]", "    int a;", "    // end::a[]", "}");
        List<GuideCode> codes = GuideCode.of(Path.of("A.java"), source);
        assertThat(codes).extracting(GuideCode::text).containsExactly("int a;");
        MarkdownPage page =
                new MarkdownPage(
                        Path.of("docs/guide/planted.md"),
                        List.of("```java", "int a;", "```", "text", "```java", "int b;", "```"));
        assertThat(foreign(List.of(page), codes))
                .singleElement()
                .extracting(Violation::line)
                .isEqualTo(6L);
    }

    @Test
    void plantedMarksWithoutACounterpartAreCaught() {
        for (List<String> lines :
                List.of(
                        List.of("// tag::a[]"),
                        List.of("// end::a[]"),
                        List.of("// tag::a[]", "// end::b[]"),
                        List.of("// tag::a[]", "// tag::b[]"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GuideCode.of(Path.of("A.java"), lines));
        }
    }

    private static List<Violation> foreign(List<MarkdownPage> pages, List<GuideCode> codes) {
        Set<String> known = codes.stream().map(GuideCode::text).collect(Collectors.toSet());
        return pages.stream()
                .flatMap(page ->
                        code(List.of(page))
                                .filter(block -> !known.contains(text(block)))
                                .map(block ->
                                        new Violation(
                                                page.path(),
                                                block.line(),
                                                "no marked piece of mayfly-guide reads like this")))
                .toList();
    }

    private static Stream<MarkdownPage.Block> code(List<MarkdownPage> pages) {
        return pages.stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> COMPILED.contains(block.language()));
    }

    private static String text(MarkdownPage.Block block) {
        return block.text().stripIndent().strip();
    }
}
