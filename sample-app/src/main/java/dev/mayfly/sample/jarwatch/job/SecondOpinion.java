package dev.mayfly.sample.jarwatch.job;

import org.jspecify.annotations.Nullable;

/**
 * What others than the inspection itself say about a jar.
 *
 * @param score what the rule says, 0 to 100; null where it gave no answer
 * @param jdeps what jdeps says, one sentence; null where it was not asked or gave no answer
 */
public record SecondOpinion(@Nullable Integer score, @Nullable String jdeps) {

    SecondOpinion and(SecondOpinion other) {
        return new SecondOpinion(
                other.score == null ? score : other.score,
                other.jdeps == null ? jdeps : other.jdeps);
    }
}
