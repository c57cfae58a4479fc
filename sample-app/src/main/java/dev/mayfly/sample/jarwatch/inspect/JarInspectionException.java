package dev.mayfly.sample.jarwatch.inspect;

import dev.mayfly.sample.jarwatch.jdk.ApiNames;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A file that could not be inspected, with the reason in one sentence that names the file, the
 * entry and what is wrong.
 */
public final class JarInspectionException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What kept a file from being inspected. */
    public enum Kind {
        /** The content is no sound jar; trying again gives the same. */
        CORRUPT("is corrupt"),
        /** The file is missing, a folder, or may not be read. */
        UNREADABLE("cannot be read"),
        /** The content exceeds {@link InspectionLimits}. */
        TOO_LARGE("is too large to inspect");

        private final String phrase;

        Kind(String phrase) {
            this.phrase = phrase;
        }
    }

    private final Kind kind;
    private final String file;
    private final @Nullable String entry;

    JarInspectionException(Kind kind, JarSource source, String reason) {
        this(kind, source, null, reason, null);
    }

    JarInspectionException(
            Kind kind,
            JarSource source,
            @Nullable String entry,
            String reason,
            @Nullable Throwable cause) {
        super(
                ApiNames.printable(source.label())
                        + ' '
                        + kind.phrase
                        + ": "
                        + (entry == null ? "" : "entry " + ApiNames.printable(entry) + ": ")
                        + ApiNames.printable(reason),
                cause);
        this.kind = kind;
        this.file = source.label();
        this.entry = entry;
    }

    /**
     * What kept the file from being inspected.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What people call the file.
     *
     * @return the {@linkplain JarSource#label label}
     */
    public String file() {
        return file;
    }

    /**
     * The entry at fault.
     *
     * @return its name, null when the whole file is at fault
     */
    public @Nullable String entry() {
        return entry;
    }
}
