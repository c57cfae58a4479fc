package dev.mayfly.jobs.handler;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;

/**
 * Turns payloads and results into JSON and back.
 *
 * <p>Thread rule: called by many threads at a time.
 */
public interface PayloadCodec {

    /**
     * Encodes a value.
     *
     * @param value the value; null becomes {@code null}
     * @return JSON
     * @throws Exception if the type cannot be encoded; whoever calls adds which job it was for
     */
    String encode(@Nullable Object value) throws Exception;

    /**
     * Decodes a value.
     *
     * @param json what {@link #encode} returned, perhaps in another process and by an older version
     * @param type what to decode to
     * @return the value; null for {@code null}
     * @throws Exception if the text does not fit the type
     */
    @Nullable Object decode(String json, Type type) throws Exception;

    /**
     * A codec without a JSON library: null, texts, booleans and numbers. Anything else is refused
     * with the advice to configure a real one.
     *
     * @return the codec
     */
    static PayloadCodec simple() {
        return SimpleCodec.INSTANCE;
    }
}
