package dev.mayfly.spring.boot.test;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.PayloadCodec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.util.Objects;

/** Payloads and results as objects. Thread rule: any thread. */
final class JsonValues {

    private static final String NONE = "null";

    private final JobRegistry registry;
    private final PayloadCodec codec;

    JsonValues(JobRegistry registry, PayloadCodec codec) {
        this.registry = registry;
        this.codec = codec;
    }

    /** What a job's handler gets. */
    @Nullable Object payload(String job, String json) {
        Type type = registry.find(job).<Type>map(JobDefinition::payloadType).orElse(Object.class);
        return decode(json, type, "the payload of job \"" + job + "\"");
    }

    /** What a job's handle returns. */
    @Nullable Object result(String job, @Nullable String json) {
        Type type = registry.find(job).<Type>map(JobDefinition::resultType).orElse(Object.class);
        return decode(json == null ? NONE : json, type, "the result of job \"" + job + "\"");
    }

    /**
     * Decodes JSON.
     *
     * @throws AssertionError if it does not fit
     */
    @Nullable Object decode(String json, Type type, String what) {
        if (json.equals(NONE) || type == Void.class || type == void.class) {
            return null;
        }
        try {
            return codec.decode(json, type);
        } catch (Exception e) {
            throw new AssertionError(
                    what + " is " + json + ", which is no " + type.getTypeName(), e);
        }
    }

    /**
     * Whether a value is what is stored: by its own {@code equals}, or for types without one by the
     * JSON that it would be stored as.
     */
    boolean same(@Nullable Object expected, @Nullable Object decoded, @Nullable String json) {
        return Objects.equals(expected, decoded) || text(expected).equals(json);
    }

    /** A value as it would be stored; or as its own text, if it cannot be. */
    String text(@Nullable Object value) {
        try {
            return codec.encode(value);
        } catch (Exception e) {
            return String.valueOf(value);
        }
    }
}
