package dev.mayfly.spring.boot.autoconfigure.json;

import dev.mayfly.kernel.engine.process.LineProtocol;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Set;

/**
 * Reads the lines of programs. Strict on purpose: a program whose message is half understood is
 * harder to mend than one whose line is refused.
 */
public final class JacksonLineProtocol implements LineProtocol {

    private static final int DEEPEST = 64;

    /** Lines come from programs of all kinds: their reader has settings of its own. */
    private final JsonMapper mapper =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** A protocol. */
    public JacksonLineProtocol() {}

    @Override
    public Message read(String line) {
        JsonNode message = parse(line);
        if (!message.isObject()) {
            throw new IllegalArgumentException("a message is a JSON object");
        }
        if (message.has("progress")) {
            only(message, Set.of("progress", "message"));
            JsonNode fraction = message.get("progress");
            JsonNode text = message.get("message");
            if (!fraction.isNumber()
                    || !(fraction.doubleValue() >= 0 && fraction.doubleValue() <= 1)) {
                throw new IllegalArgumentException("progress is a number from 0 to 1");
            }
            return new Message.Progress(
                    fraction.doubleValue(), text == null ? "" : text(text, "message"));
        }
        if (message.has("log")) {
            only(message, Set.of("log"));
            return new Message.Log(text(message.get("log"), "log"));
        }
        if (message.has("result")) {
            only(message, Set.of("result"));
            return new Message.Result(mapper.writeValueAsString(message.get("result")));
        }
        throw new IllegalArgumentException("a message holds progress, log or result");
    }

    private JsonNode parse(String line) {
        try {
            return mapper.readTree(line);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(JsonNode node, String key) {
        if (!node.isString()) {
            throw new IllegalArgumentException(key + " is a text");
        }
        return node.stringValue();
    }

    private static void only(JsonNode message, Set<String> keys) {
        for (String key : message.propertyNames()) {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(
                        "a message with "
                                + message.propertyNames()
                                + " is none; "
                                + keys
                                + " go"
                                + " together");
            }
        }
    }
}
