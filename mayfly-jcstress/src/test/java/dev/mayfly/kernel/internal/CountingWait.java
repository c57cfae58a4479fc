package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.wait.Wait;

/** A wait that counts how often its thread was resumed. */
final class CountingWait extends Wait {

    int unblocked;

    @Override
    protected void unblock() {
        unblocked++;
    }
}
