package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.handler.PayloadException;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** Turns payloads and results into JSON and back, with messages that name the job. Immutable. */
final class Payloads {

    private static final String NONE = "null";

    private final PayloadCodec codec;

    Payloads(PayloadCodec codec) {
        this.codec = codec;
    }

    /** Encodes the payload of a submission, and refuses one that the job could not decode. */
    String encode(JobDefinition<?, ?> definition, @Nullable Object payload) {
        Type type = definition.payloadType();
        if (isVoid(type)) {
            if (payload != null) {
                throw new PayloadException(
                        job(definition)
                                + " takes no payload but got a "
                                + payload.getClass().getName()
                                + "; submit null",
                        null);
            }
            return NONE;
        }
        if (payload == null) {
            throw new PayloadException(
                    job(definition) + " takes a " + type.getTypeName() + " but got null", null);
        }
        String json = encodeAny(payload, "the payload of " + job(definition));
        Class<?> wanted = raw(type);
        if (wanted == null || !wanted.isInstance(payload)) {
            // Perhaps it is the same in JSON, for instance a map for a record: decoding tells.
            checkDecodes(definition, payload, json);
        }
        return json;
    }

    private void checkDecodes(JobDefinition<?, ?> definition, Object payload, String json) {
        try {
            codec.decode(json, definition.payloadType());
        } catch (Exception e) {
            throw new PayloadException(
                    job(definition)
                            + " takes a "
                            + definition.payloadType().getTypeName()
                            + " but got a "
                            + payload.getClass().getName()
                            + ", whose JSON does not fit either: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Decodes the payload for an attempt. */
    @Nullable Object decodePayload(JobDefinition<?, ?> definition, String json) {
        if (isVoid(definition.payloadType())) {
            return null;
        }
        return decode(json, definition.payloadType(), "the payload of " + job(definition));
    }

    /** Encodes what an attempt returned. */
    String encodeResult(String job, @Nullable Object result) {
        return result == null ? NONE : encodeAny(result, "the result of job \"" + job + "\"");
    }

    /**
     * Decodes the stored result of a job; without a definition, to whatever the codec makes of it.
     */
    @Nullable Object decodeResult(
            String job, @Nullable JobDefinition<?, ?> definition, @Nullable String json) {
        Type type = definition == null ? Object.class : definition.resultType();
        if (json == null || json.equals(NONE) || isVoid(type)) {
            return null;
        }
        return decode(json, type, "the result of job \"" + job + "\"");
    }

    private String encodeAny(Object value, String what) {
        try {
            return codec.encode(value);
        } catch (Exception | StackOverflowError e) { // an object that contains itself overflows
            throw new PayloadException(
                    what
                            + " cannot be encoded as JSON: type "
                            + value.getClass().getName()
                            + ": "
                            + reason(e),
                    e);
        }
    }

    private @Nullable Object decode(String json, Type type, String what) {
        try {
            return codec.decode(json, type);
        } catch (Exception | StackOverflowError e) {
            throw new PayloadException(
                    what + " cannot be decoded as " + type.getTypeName() + ": " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    }

    private static String job(JobDefinition<?, ?> definition) {
        return "job \"" + definition.name() + "\"";
    }

    private static boolean isVoid(Type type) {
        return type == Void.class || type == void.class;
    }

    private static @Nullable Class<?> raw(Type type) {
        Type erased = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        return erased instanceof Class<?> found
                ? MethodType.methodType(found).wrap().returnType()
                : null;
    }
}
