package dev.mayfly.console.dump;

import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import java.util.stream.Collectors;

/**
 * Reads dumps as the actuator's endpoint gives them and as they are written at a shutdown or a
 * signal. Fields that it does not know are ignored: they were added later. A dump of another schema
 * is refused.
 *
 * <p>Bounded in every direction, whatever the text: {@value #MOST_BYTES} bytes, 64 levels, 1 000
 * 000 values and names, texts of 64 KiB. Thread rule: safe for use by any thread.
 */
public final class DumpReader {

    /** The largest dump, in bytes: 16 MiB. One of a full application has two. */
    public static final int MOST_BYTES = 16 << 20;

    private static final int DEEPEST = 64;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final int LONGEST_NUMBER = 40;
    private static final long MOST_TOKENS = 1_000_000;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxDocumentLength(MOST_BYTES)
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxStringLength(LONGEST_TEXT)
                                                    .maxNameLength(LONGEST_TEXT)
                                                    .maxNumberLength(LONGEST_NUMBER)
                                                    .maxTokenCount(MOST_TOKENS)
                                                    .build())
                                    .build())
                    .build();

    private DumpReader() {}

    /**
     * Reads a dump.
     *
     * @param json its text, in UTF-8
     * @return the state in it
     * @throws DumpException if it is none, too large, of another schema, or damaged; says where
     */
    public static DumpState read(byte[] json) {
        if (json.length > MOST_BYTES) {
            throw new DumpException(
                    "It has "
                            + json.length
                            + " bytes; the console reads dumps of up to "
                            + MOST_BYTES);
        }
        try {
            checkSchema(json);
            StateDump dump = JSON.readValue(json, StateDump.class);
            if (dump == null) {
                throw new DumpException("It is empty");
            }
            RequiredFields.check(dump);
            return DumpState.of(dump);
        } catch (JacksonException e) {
            throw new DumpException(place(e) + reason(e));
        }
    }

    private static void checkSchema(byte[] json) {
        try (JsonParser parser =
                JSON.tokenStreamFactory().createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DumpException("It is no JSON object, and so no state dump of Mayfly");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("schema")) {
                    if (value != JsonToken.VALUE_NUMBER_INT) {
                        throw new DumpException("schema is no whole number");
                    }
                    checkSchema(parser.getString());
                    return;
                }
                if (field.equals("schemaVersion")) {
                    checkSchema("1");
                }
                parser.skipChildren();
            }
        }
        throw new DumpException("It has no field \"schema\", and so is no state dump of Mayfly");
    }

    private static void checkSchema(String schema) {
        if (schema.equals(Integer.toString(StateDump.SCHEMA))) {
            return;
        }
        boolean older = schema.length() == 1 && schema.charAt(0) < '0' + StateDump.SCHEMA;
        throw new DumpException(
                "It has schema "
                        + schema
                        + " and this console reads schema "
                        + StateDump.SCHEMA
                        + ": it was written by "
                        + (older ? "an older" : "a newer")
                        + " Mayfly. Open it in a console of that version");
    }

    /** Without the advice to programmers that is in it. */
    private static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("Cannot map `null` into type")
                ? "it is missing"
                : message.replaceAll(", from `[^`]*`", "");
    }

    private static String place(JacksonException e) {
        String path =
                e.getPath().stream()
                        .map(step ->
                                step.getPropertyName() == null
                                        ? "[" + step.getIndex() + "]"
                                        : "." + step.getPropertyName())
                        .collect(Collectors.joining());
        if (!path.isEmpty() && !(e instanceof StreamReadException)) {
            return (path.startsWith(".") ? path.substring(1) : path) + ": ";
        }
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : "Line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    }
}
