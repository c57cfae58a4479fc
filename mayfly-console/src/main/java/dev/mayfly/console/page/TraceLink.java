package dev.mayfly.console.page;

import org.jspecify.annotations.Nullable;

/**
 * Where a tracing system shows a trace: an address with a place for the trace's id.
 *
 * @param template for instance {@code https://tempo.example/trace/{traceId}}; null where nobody
 *     said
 */
public record TraceLink(@Nullable String template) {
    /** Where nobody said where traces are shown. */
    public static final TraceLink NONE = new TraceLink(null);

    private static final String PLACE = "{traceId}";

    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException if it has no place for the id, or leads to anything but a
     *     page: such as {@code javascript:}
     */
    public TraceLink {
        if (template != null && !isAddress(template)) {
            throw new IllegalArgumentException(
                    "mayfly.console.trace-url=\""
                            + template
                            + "\" is no address of a trace: begin it with https://, http:// or a"
                            + " slash and write "
                            + PLACE
                            + " where the id belongs, for instance"
                            + " https://tempo.example/trace/"
                            + PLACE);
        }
    }

    private static boolean isAddress(String text) {
        boolean page =
                text.startsWith("https://")
                        || text.startsWith("http://")
                        || (text.startsWith("/") && !text.startsWith("//"));
        return page && text.contains(PLACE);
    }

    /**
     * The address of a trace.
     *
     * @param traceId its id, 32 hexadecimal digits
     * @return absent where nobody said where traces are shown, and where the id is none: it comes
     *     from whoever submitted the job
     */
    public @Nullable String to(String traceId) {
        return template == null || !traceId.matches("[0-9a-f]{32}")
                ? null
                : template.replace(PLACE, traceId);
    }
}
