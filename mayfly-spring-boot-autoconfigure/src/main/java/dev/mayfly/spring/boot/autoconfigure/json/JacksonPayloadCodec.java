package dev.mayfly.spring.boot.autoconfigure.json;

import dev.mayfly.jobs.handler.PayloadCodec;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.lang.reflect.Type;

/**
 * Writes payloads and results with the application's {@link JsonMapper}, so that its modules and
 * naming rules hold here too, with two rules of our own:
 *
 * <ul>
 *   <li>Unknown fields are ignored. During a rolling update the newer version of an application
 *       writes payloads that the older one runs, and what it does not know must not stop it.
 *   <li>Default typing is off: what is stored never names a class.
 * </ul>
 */
public final class JacksonPayloadCodec implements PayloadCodec {

    private final JsonMapper mapper;

    /**
     * A codec.
     *
     * @param mapper the application's; it is copied, not changed
     */
    public JacksonPayloadCodec(JsonMapper mapper) {
        this.mapper =
                mapper.rebuild()
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .deactivateDefaultTyping()
                        .build();
    }

    @Override
    public String encode(@Nullable Object value) {
        return mapper.writeValueAsString(value);
    }

    @Override
    public @Nullable Object decode(String json, Type type) {
        return mapper.readValue(json, mapper.constructType(type));
    }
}
