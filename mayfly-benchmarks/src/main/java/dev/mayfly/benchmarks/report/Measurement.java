package dev.mayfly.benchmarks.report;

/**
 * One figure of one peer.
 *
 * @param benchmark what was measured, its parameters included
 * @param peer who was measured
 * @param score the mean
 * @param error half of the 99.9 % confidence interval; not a number when there were too few samples
 * @param unit the unit of score and error
 */
public record Measurement(String benchmark, String peer, double score, double error, String unit) {}
