package dev.mayfly.kernel.carrier;

/**
 * Figures of a pool, true at about the same moment.
 *
 * @param carriers the carriers there are, spares included
 * @param spares how many of them are spares
 * @param running how many run a unit
 * @param ready how many units wait for their turn
 * @param parked how many carriers sleep for want of work
 * @param stolen units that ran on another carrier than they were queued at, since the start
 * @param steals how often a batch was stolen, since the start
 * @param quantumSpent how often a unit outran its quantum, since the start
 * @param hogs how often a carrier was held past the limit, since the start
 * @param sparesAdded how often a spare stepped in, since the start
 */
public record CarrierFigures(
        int carriers,
        int spares,
        int running,
        int ready,
        int parked,
        long stolen,
        long steals,
        long quantumSpent,
        long hogs,
        long sparesAdded) {}
