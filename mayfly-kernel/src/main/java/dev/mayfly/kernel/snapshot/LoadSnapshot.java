package dev.mayfly.kernel.snapshot;

/**
 * How full the kernel is.
 *
 * @param live users' tasks that are alive, those of supervisors included
 * @param cap the most there may be
 * @param load the former by the latter, 0 to 1
 * @param paused whether I/O-heavy work was told to pause
 * @param pauses how often it was, since the start
 */
public record LoadSnapshot(long live, long cap, double load, boolean paused, long pauses) {}
