package dev.mayfly.store.jdbc;

/**
 * What a store has counted in this process, since it was opened.
 *
 * @param answers whether the database answers, as far as anybody has tried
 * @param outages how often it began not to answer
 * @param leased whether this process has a lease that it may trust: without one it takes no jobs
 * @param leasesLost how often this process lost its lease, and with it what it had taken
 * @param claims how often it asked for jobs
 * @param claimed how many jobs it was given
 * @param recovered how many jobs of lost processes it made ready again
 */
public record StoreFigures(
        boolean answers,
        long outages,
        boolean leased,
        long leasesLost,
        long claims,
        long claimed,
        long recovered) {}
