package dev.mayfly.sample.jarwatch.inspect;

/** Told about each entry of an inspection; the place to yield, to report and to stop. */
@FunctionalInterface
public interface InspectionProgress {

    /**
     * Called before each entry, on the inspecting thread. Whatever it throws ends the inspection.
     *
     * @param done entries done
     * @param total entries of the jar
     * @throws InterruptedException to stop the inspection
     */
    void entry(int done, int total) throws InterruptedException;

    /**
     * Stops when the thread is interrupted, and does nothing else.
     *
     * @return such a progress
     */
    static InspectionProgress interruptible() {
        return (done, total) -> {
            if (Thread.interrupted()) {
                throw new InterruptedException(
                        "stopped after " + done + " of " + total + " entries");
            }
        };
    }
}
