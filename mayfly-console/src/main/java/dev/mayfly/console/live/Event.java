package dev.mayfly.console.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An event as it is written into an event stream, made once for all readers it is for. Where it has
 * gaps each reader gets something of its own: the hidden fields of forms, which are another's
 * secret.
 *
 * <p>Immutable. Its bytes are not copied for a reader but in {@link Outgoing chunks}, one at a time
 * and only when the network has room for one: a thousand readers who do not read hold one event
 * between them.
 */
public final class Event {
    /**
     * In an event stream a carriage return ends a line, too: one in a job's log would begin an
     * event of the job's own making. HTML takes all three for the same.
     */
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final byte[][] pieces;

    private Event(byte[][] pieces) {
        this.pieces = pieces;
    }

    /**
     * An event.
     *
     * @param name its name, without line ends
     * @param pieces its data, any number of lines, cut at its gaps; one piece has none
     * @return UTF-8, with the blank line that ends it
     */
    public static Event of(String name, List<String> pieces) {
        byte[][] bytes = new byte[pieces.size()][];
        for (int i = 0; i < bytes.length; i++) {
            String begin = i == 0 ? "event:" + name + "\ndata:" : "";
            String end = i == bytes.length - 1 ? "\n\n" : "";
            bytes[i] = utf8(begin + lines(pieces.get(i)) + end);
        }
        return new Event(bytes);
    }

    /**
     * What one reader gets in the gaps of its events.
     *
     * @param text any number of lines
     * @return as {@link #to} takes it
     */
    public static byte[] filling(String text) {
        return utf8(lines(text));
    }

    private static String lines(String text) {
        return LINE_END.matcher(text).replaceAll("\ndata:");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The event for one reader.
     *
     * @param filling what is written into the gaps; is not copied
     * @return not begun yet
     */
    public Outgoing to(byte[] filling) {
        return new Outgoing(pieces, filling);
    }
}
