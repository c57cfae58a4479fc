package dev.mayfly.kernel.internal;

import java.time.Duration;

/**
 * How a task spent its time: the sum of its turns and of the waits between them.
 *
 * <p>Written by whoever runs or ends the task, one thread at a time; read by any thread, hence
 * synchronized. It costs no clock reading of its own.
 */
final class Accounting {

    private final long submitted;
    private long since;
    private long runNanos;
    private long waitNanos;
    private long runs;
    private long throttled;
    private boolean running;

    Accounting(long submitted) {
        this.submitted = submitted;
        this.since = submitted;
    }

    synchronized void resumed(long now) {
        waitNanos += now - since;
        since = now;
        running = true;
        runs++;
    }

    /** The task outran its quantum and goes behind its equals. */
    synchronized void throttled(long now) {
        throttled++;
        blocked(now);
    }

    synchronized void blocked(long now) {
        if (running) {
            runNanos += now - since;
        } else {
            waitNanos += now - since;
        }
        since = now;
        running = false;
    }

    long submitted() {
        return submitted;
    }

    synchronized long since() {
        return since;
    }

    synchronized Duration runTime(long now) {
        return Duration.ofNanos(running ? runNanos + (now - since) : runNanos);
    }

    synchronized Duration waitTime(long now) {
        return Duration.ofNanos(running ? waitNanos : waitNanos + (now - since));
    }

    synchronized long throttled() {
        return throttled;
    }

    synchronized long runs() {
        return runs;
    }
}
