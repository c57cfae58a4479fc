package dev.mayfly.sample.jarwatch.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassIndexTests {

    @Test
    void remembersTheFirstOfEachThroughGrowth() {
        ClassIndex index = new ClassIndex(1_000_000);
        for (int i = 0; i < 50_000; i++) {
            assertThat(index.firstOrAdd("p/C" + i, i, i + 1))
                    .isEqualTo(new ClassIndex.First(i, i + 1));
        }

        for (int i = 0; i < 50_000; i++) {
            assertThat(index.firstOrAdd("p/C" + i, -7, -7))
                    .isEqualTo(new ClassIndex.First(i, i + 1));
            assertThat(index.artifactOf("p/C" + i)).isEqualTo(i);
        }
        assertThat(index.artifactOf("p/D")).isNull();
    }

    @Test
    void takesNothingNewWhenFull() {
        ClassIndex index = new ClassIndex(1);
        index.firstOrAdd("a", 1, 1);

        assertThat(index.firstOrAdd("b", 2, 2)).isNull();
        assertThat(index.firstOrAdd("a", 2, 2)).isEqualTo(new ClassIndex.First(1, 1));
    }
}
