package com.example.jarwatch;

import java.util.concurrent.Semaphore;

/** Reads a jar as slowly as it is allowed to, now in one method and now in another. */
public final class JarReader {

    private final Semaphore allowed;

    /** Every step takes one permit. */
    public JarReader(Semaphore allowed) {
        this.allowed = allowed;
    }

    /** Steps with odd numbers look for an entry, the others inflate it. */
    public void read(int step) throws InterruptedException {
        if (step % 2 == 1) {
            nextEntry();
        } else {
            inflate();
        }
    }

    private void nextEntry() throws InterruptedException {
        allowed.acquire();
    }

    private void inflate() throws InterruptedException {
        allowed.acquire();
    }
}
