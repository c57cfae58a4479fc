package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong in the configuration, as it is told to a user.
 *
 * @param key the full key, for instance {@code mayfly.queues.mail.concurrency}
 * @param value what it was set to; null if what is wrong is that it is missing
 * @param origin where it was set, for instance {@code class path resource [application.yml] - 7:20}
 * @param problem what is wrong, one sentence
 * @param fix what to write instead, one sentence
 */
public record ConfigurationProblem(
        String key, @Nullable String value, @Nullable String origin, String problem, String fix) {

    /**
     * The problem with its place, as lines for people.
     *
     * @return several lines without a line break at the end
     */
    public String describe() {
        StringBuilder text = new StringBuilder(problem).append("\n\n    Key:    ").append(key);
        if (value != null) {
            text.append("\n    Value:  ").append(value.isEmpty() ? "(empty)" : value);
        }
        if (origin != null) {
            text.append("\n    Origin: ").append(origin);
        }
        return text.toString();
    }
}
