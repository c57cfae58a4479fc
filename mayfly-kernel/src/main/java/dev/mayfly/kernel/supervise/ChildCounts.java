package dev.mayfly.kernel.supervise;

/**
 * How many children a supervisor has.
 *
 * @param specs children known, running or not
 * @param active those that run
 * @param supervisors those that are supervisors, running or not
 * @param workers those that are not, running or not
 */
public record ChildCounts(int specs, int active, int supervisors, int workers) {}
