package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.ShutdownListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes the state to a file after Mayfly has stopped: how the shutdown ended, which tasks were
 * alive when it began, which got stuck, which jobs had not ended.
 *
 * <p>An earlier dump at that place is replaced, and never half: the file is written beside it and
 * then moved. Where that fails, a warning says why, and the shutdown goes on.
 */
public final class DumpStateOnShutdown implements ShutdownListener {

    /** The name of the file where only a folder, or nothing, is configured. */
    public static final String FILE = "mayfly-state.json";

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly");

    private final StateDumps dumps;
    private final Path target;

    /**
     * A dump to be written.
     *
     * @param dumps takes it
     * @param target a file, or an existing folder
     */
    public DumpStateOnShutdown(StateDumps dumps, Path target) {
        this.dumps = dumps;
        this.target = target;
    }

    /**
     * Reads the setting.
     *
     * @param setting {@code true} for {@value #FILE} in the working directory, or a path
     * @return the path
     */
    public static Path path(String setting) {
        return Path.of(setting.equalsIgnoreCase("true") ? FILE : setting);
    }

    @Override
    public void stopped(KernelSnapshot before, ShutdownReport report) {
        Path absolute = DumpFile.at(target, FILE);
        try {
            DumpFile.write(absolute, DumpFile.json(dumps.takeAfter(before, report)));
            log.info("Mayfly's state was written to {}", absolute);
        } catch (IOException | JacksonException e) {
            log.warn(
                    "Mayfly's state could not be written to {}: {}. Set"
                            + " mayfly.dump-state-on-shutdown to a path that can be written",
                    absolute,
                    e.toString());
        }
    }
}
