package dev.mayfly.jobs.handler;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.math.BigDecimal;

/** The values that need no JSON library. */
final class SimpleCodec implements PayloadCodec {

    static final SimpleCodec INSTANCE = new SimpleCodec();

    private static final String ADVICE =
            " needs a JSON library: give Jobs.builder(…).codec(…) a codec, as the Spring Boot"
                    + " starter does; the simple codec knows null, texts, booleans and numbers";

    private SimpleCodec() {}

    @Override
    public String encode(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> quote(text);
            case Boolean flag -> flag.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Double number when Double.isFinite(number) -> number.toString();
            default ->
                    throw new IllegalArgumentException(
                            "a value of type " + value.getClass().getName() + ADVICE);
        };
    }

    @Override
    public @Nullable Object decode(String json, Type type) {
        String text = json.strip();
        if (text.equals("null")) {
            return null;
        }
        if (type == Object.class) {
            return untyped(text);
        }
        if (type == String.class) {
            return unquote(text);
        }
        if (type == Boolean.class && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        if (type == Integer.class) {
            return isShortInteger(text)
                    ? Integer.valueOf(text)
                    : (Integer) new BigDecimal(text).intValueExact();
        }
        if (type == Long.class) {
            return isShortInteger(text)
                    ? Long.valueOf(text)
                    : (Long) new BigDecimal(text).longValueExact();
        }
        if (type == Double.class) {
            return Double.valueOf(text);
        }
        throw new IllegalArgumentException("JSON for type " + type.getTypeName() + ADVICE);
    }

    /** Whether it is written in digits alone, too few to be too great: most numbers are. */
    private static boolean isShortInteger(String text) {
        int length = text.length();
        if (length == 0 || length > 9) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Object untyped(String text) {
        if (text.startsWith("\"")) {
            return unquote(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        var number = new BigDecimal(text);
        return number.scale() <= 0 ? (Object) number.longValueExact() : number.doubleValue();
    }

    private static String quote(String text) {
        var json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static String unquote(String json) {
        if (json.length() < 2 || !json.startsWith("\"") || !json.endsWith("\"")) {
            throw new IllegalArgumentException("not a JSON text: " + json);
        }
        var text = new StringBuilder(json.length());
        for (int i = 1; i < json.length() - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++i);
            if (escaped == 'u') {
                text.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(plain(escaped));
            }
        }
        return text.toString();
    }

    private static char plain(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> escaped;
        };
    }
}
