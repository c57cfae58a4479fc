package dev.mayfly.kernel.engine.process;

/**
 * Hears what a program says while it runs. Called on the thread of the task, so that it may make
 * system calls; what it throws ends the program and comes out of {@link Subprocesses#run}.
 */
public interface CommandListener {

    /** Hears nothing. */
    CommandListener NONE = new CommandListener() {};

    /**
     * The program says how far it is.
     *
     * @param fraction 0 to 1
     * @param message what it does now, possibly empty
     */
    default void progress(double fraction, String message) {}

    /**
     * The program writes to the log.
     *
     * @param line the line
     */
    default void log(String line) {}
}
