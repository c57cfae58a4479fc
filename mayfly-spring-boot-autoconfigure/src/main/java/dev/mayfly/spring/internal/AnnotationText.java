package dev.mayfly.spring.internal;

import dev.mayfly.spring.JobDeclarationException;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.DurationStyle;

import java.time.Duration;

/** Reads the strings of an annotation: placeholders and durations. */
final class AnnotationText {

    private final ConfigurableBeanFactory beans;

    AnnotationText(ConfigurableBeanFactory beans) {
        this.beans = beans;
    }

    /** The text with its placeholders filled in, trimmed. */
    String resolve(String text) {
        String resolved = beans.resolveEmbeddedValue(text);
        return resolved == null ? "" : resolved.trim();
    }

    /** The duration; null where nothing is written. */
    @Nullable Duration duration(String text, String attribute, String place) {
        String resolved = resolve(text);
        if (resolved.isEmpty()) {
            return null;
        }
        try {
            return DurationStyle.detectAndParse(resolved);
        } catch (IllegalArgumentException e) {
            throw new JobDeclarationException(
                    place,
                    attribute + " = \"" + resolved + "\" is not a duration.",
                    "Write for instance \"500ms\", \"10s\", \"2m\", \"1h\" or \"PT90S\".");
        }
    }
}
