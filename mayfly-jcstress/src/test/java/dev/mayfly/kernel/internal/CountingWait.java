package dev.mayfly.kernel.internal;

/** A wait that counts how often its thread was resumed. */
final class CountingWait extends Wait {

    int unblocked;

    @Override
    void unblock() {
        unblocked++;
    }
}
