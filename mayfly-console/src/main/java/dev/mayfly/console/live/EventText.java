package dev.mayfly.console.live;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Events as they are written into an event stream.
 *
 * <p>This type only has the rule; it has no instances.
 */
public final class EventText {
    /**
     * In an event stream a carriage return ends a line, too: one in a job's log would begin an event
     * of the job's own making. HTML takes all three for the same.
     */
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private EventText() {}

    /**
     * An event's bytes.
     *
     * @param name its name, without line ends
     * @param data its data, any number of lines
     * @return UTF-8, with the blank line that ends it
     */
    public static byte[] of(String name, String data) {
        StringBuilder event = new StringBuilder(data.length() + 64);
        event.append("event:").append(name).append('\n');
        for (String line : LINE_END.split(data, -1)) {
            event.append("data:").append(line).append('\n');
        }
        return event.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
