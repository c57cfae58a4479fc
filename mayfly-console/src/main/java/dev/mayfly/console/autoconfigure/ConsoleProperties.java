package dev.mayfly.console.autoconfigure;

import dev.mayfly.console.page.TraceLink;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.ZoneId;
import java.util.List;

/**
 * {@code mayfly.console.*}. A key that is not listed here stops the start.
 *
 * @param enabled whether there is a console
 * @param path where it is; begins with a slash
 * @param actions who may cancel, retry, pause and so on
 * @param viewers who of those that get this far may look
 * @param remote who may look from other machines
 * @param allowedHosts names under which it answers, beside localhost, 127.0.0.1 and [::1]; with a
 *     port only that port
 * @param payloads whether payloads and results can be seen
 * @param maxStreams how many browsers may watch at once, 1 to 10000; one more gets pages that do
 *     not live
 * @param zone the time zone of the times shown; the system's by default
 * @param traceUrl where a trace is shown, with {@code {traceId}} in the place of its id; a job's
 *     page links there. None by default
 */
@ConfigurationProperties(prefix = "mayfly.console", ignoreUnknownFields = false)
public record ConsoleProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/mayfly") String path,
        @DefaultValue("none") Actions actions,
        @DefaultValue("all") Viewers viewers,
        @DefaultValue("none") Remote remote,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("hidden") Payloads payloads,
        @DefaultValue("64") int maxStreams,
        @Nullable ZoneId zone,
        @Nullable String traceUrl) {

    private static final String PATH = "(/[A-Za-z0-9._~-]+)*";

    /** Who may act. */
    public enum Actions {
        /** Only users with the role MAYFLY_OPERATOR or MAYFLY_ADMIN. */
        NONE,
        /** Everybody who may look, whatever the role. */
        ALL
    }

    /** Who of those that get this far may look. */
    public enum Viewers {
        /** Everybody. */
        ALL,
        /** Users with the role MAYFLY_VIEWER, MAYFLY_OPERATOR or MAYFLY_ADMIN. */
        ROLE
    }

    /** Who may look from other machines. */
    public enum Remote {
        /** Nobody. */
        NONE,
        /** Users whom Spring Security knows. */
        AUTHENTICATED
    }

    /** Whether payloads and results can be seen. */
    public enum Payloads {
        /** Only their sizes. */
        HIDDEN,
        /** As they are. */
        SHOWN
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when the path is none, the number of streams is out of range
     *     or the traces' address is none
     */
    public ConsoleProperties {
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!path.matches(PATH)) {
            throw new IllegalArgumentException(
                    "mayfly.console.path=\""
                            + path
                            + "\" is no path: begin it with a slash and use letters, digits, '.',"
                            + " '_', '~' and '-', for instance /mayfly");
        }
        if (maxStreams < 1 || maxStreams > 10_000) {
            throw new IllegalArgumentException(
                    "mayfly.console.max-streams="
                            + maxStreams
                            + " is out of range: give a number from 1 to 10000");
        }
        traceUrl = new TraceLink(traceUrl).template();
        allowedHosts = List.copyOf(allowedHosts);
    }
}
