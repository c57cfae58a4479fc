package dev.mayfly.jobs.internal.step;

import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.handler.PayloadException;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;

/** Turns results and payloads into JSON and back, with messages that say of what. Immutable. */
record Json(PayloadCodec codec) {

    /** The JSON of nothing. */
    static final String NONE = "null";

    String encode(@Nullable Object value, String what) {
        try {
            return value == null ? NONE : codec.encode(value);
        } catch (Exception | StackOverflowError e) { // an object that contains itself overflows
            throw new PayloadException(what + " cannot be encoded as JSON: " + e, e);
        }
    }

    @Nullable Object decode(String json, Type type, String what) {
        if (json.equals(NONE) || type == Void.class || type == void.class) {
            return null;
        }
        try {
            return codec.decode(json, type);
        } catch (Exception | StackOverflowError e) {
            throw new PayloadException(
                    what + " cannot be decoded as " + type.getTypeName() + ": " + e, e);
        }
    }
}
