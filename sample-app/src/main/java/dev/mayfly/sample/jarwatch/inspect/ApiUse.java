package dev.mayfly.sample.jarwatch.inspect;

import dev.mayfly.sample.jarwatch.jdk.ApiRisk;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One piece of endangered JDK API that a jar uses, with the evidence.
 *
 * @param risk why it is endangered
 * @param api the class or member, for instance {@code java.lang.Thread.stop()}
 * @param owner its class's internal name
 * @param explanation the facts, for instance {@code removed in JDK 23}
 * @param replacement the JDK's own advice, null when it gives none
 * @param classCount how many classes of the jar use it
 * @param examples the first of these classes, by name
 */
public record ApiUse(
        ApiRisk risk,
        String api,
        String owner,
        String explanation,
        @Nullable String replacement,
        int classCount,
        List<String> examples) {

    /** Keeps its own copy of the examples. */
    public ApiUse {
        examples = List.copyOf(examples);
    }
}
