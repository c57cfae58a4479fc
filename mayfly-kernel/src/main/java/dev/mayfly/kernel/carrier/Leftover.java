package dev.mayfly.kernel.carrier;

/**
 * What a unit that has ended leaves at its carrier for the next that can use it, such as a thread.
 */
public interface Leftover {

    /** The carrier ends, or has no room: nobody will use it. Called on the carrier's thread. */
    void dismiss();
}
