package dev.mayfly.crash.control;

import dev.mayfly.crash.node.Fault;

import java.time.Duration;
import java.util.List;

/**
 * What a run is to do.
 *
 * @param store where the jobs are kept
 * @param crashes how many injuries there are
 * @param seed of the choice and the times of the injuries, and of the load
 * @param nodes how many processes run jobs; H2 has one
 * @param injuries what is done, each as likely as it is often in the list
 * @param fault what is broken on purpose
 * @param patience how long, at the end, nothing may happen before the rest counts as lost
 */
public record Plan(
        Database store,
        int crashes,
        long seed,
        int nodes,
        List<Injury> injuries,
        Fault fault,
        Duration patience) {

    /** Where jobs are kept. */
    public enum Database {
        /** One node, a file of its own. */
        H2,
        /** Several nodes, a server of its own. */
        POSTGRESQL
    }

    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Copies the list. */
    public Plan {
        injuries = List.copyOf(injuries);
    }

    /**
     * The usual run: on H2 its node is killed, on PostgreSQL one of three nodes, the server, and
     * both.
     *
     * @param store where the jobs are kept
     * @param crashes how many
     * @param seed of everything random
     * @return the plan, with a patience of 30 s
     */
    public static Plan usual(Database store, int crashes, long seed) {
        boolean shared = store == Database.POSTGRESQL;
        List<Injury> injuries =
                shared
                        ? List.of(
                                Injury.KILL_NODE,
                                Injury.KILL_NODE,
                                Injury.KILL_NODE,
                                Injury.KILL_SERVER,
                                Injury.STOP_SERVER,
                                Injury.KILL_BOTH)
                        : List.of(Injury.KILL_NODE);
        return new Plan(store, crashes, seed, shared ? NODES : 1, injuries, Fault.NONE, PATIENCE);
    }

    /**
     * A run in which the disk with the database loses its power: on H2 its node is killed with it,
     * on PostgreSQL the server, while two nodes are on machines of their own.
     *
     * @param store where the jobs are kept
     * @param crashes how many
     * @param seed of everything random
     * @return the plan, with a patience of 30 s
     */
    public static Plan cuttingPower(Database store, int crashes, long seed) {
        int nodes = store == Database.POSTGRESQL ? 2 : 1;
        return usual(store, crashes, seed).injuring(nodes, Injury.CUT_POWER);
    }

    /**
     * This plan with other injuries.
     *
     * @param of how many nodes
     * @param what is done
     * @return a copy
     */
    public Plan injuring(int of, Injury... what) {
        return new Plan(store, crashes, seed, of, List.of(what), fault, patience);
    }

    /**
     * This plan with a planted fault.
     *
     * @param planted what is broken
     * @param limit how long nothing may happen at the end
     * @return a copy
     */
    public Plan breaking(Fault planted, Duration limit) {
        return new Plan(store, crashes, seed, nodes, injuries, planted, limit);
    }

    /** {@return whether the database is on a disk of its own whose power is cut} */
    boolean cutsPower() {
        return injuries.contains(Injury.CUT_POWER);
    }

    /** {@return whether there are jobs that take longer than a lease} */
    boolean hasLongJobs() {
        return injuries.contains(Injury.FREEZE_NODE) || fault == Fault.LOST_RENEWALS;
    }
}
