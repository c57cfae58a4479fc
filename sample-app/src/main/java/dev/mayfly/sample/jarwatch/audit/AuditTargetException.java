package dev.mayfly.sample.jarwatch.audit;

import dev.mayfly.sample.jarwatch.jdk.ApiNames;

/** A folder that cannot be audited; the message names it, says why and what to do. */
public final class AuditTargetException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String folder;

    AuditTargetException(String folder, String reason) {
        super("The folder \"" + ApiNames.printable(folder) + "\" " + reason);
        this.folder = folder;
    }

    /**
     * The folder as it was asked for.
     *
     * @return the text
     */
    public String folder() {
        return folder;
    }
}
