package dev.mayfly.kernel.plugin;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** A plugin cannot be loaded; the message names its jar. */
public final class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param jar which plugin
     * @param problem what is wrong with it, and what to change
     * @param cause null where nothing was thrown
     */
    public PluginException(Path jar, String problem, @Nullable Throwable cause) {
        super("plugin " + jar + ": " + problem, cause);
    }
}
