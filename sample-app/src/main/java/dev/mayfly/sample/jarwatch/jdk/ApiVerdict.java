package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one class or member of the JDK that a jar refers to.
 *
 * @param risk the kind of trouble
 * @param api the class or member as people write it, for instance {@code
 *     java.lang.Thread.suspend()}
 * @param owner the class's internal name, for instance {@code java/lang/Thread}
 * @param explanation the facts in a few words, for instance {@code removed in JDK 23}
 * @param replacement the JDK's own advice for an internal API, null when it gives none
 */
public record ApiVerdict(
        ApiRisk risk, String api, String owner, String explanation, @Nullable String replacement) {

    ApiVerdict about(String member) {
        return new ApiVerdict(risk, member, owner, explanation, replacement);
    }
}
