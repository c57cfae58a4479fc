package dev.mayfly.kernel.snapshot;

/**
 * What is waited for, counted where its end will come from. All but the kept signals are zero when
 * no task is alive and nobody waits from outside.
 *
 * @param timers deadlines that have not passed: sleeps, time-outs of waits, of tasks and of scopes
 * @param signals keys that tasks wait on for a signal
 * @param kept keys that a signal is kept for, since nobody waited
 * @param joins tasks and scopes whose end is waited for, by tasks or from outside
 * @param channels channels that tasks wait on
 */
public record WaitsSnapshot(int timers, int signals, int kept, int joins, int channels) {}
