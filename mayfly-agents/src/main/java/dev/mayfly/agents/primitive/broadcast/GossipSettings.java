package dev.mayfly.agents.primitive.broadcast;

import java.time.Duration;

/**
 * How rumours are passed on.
 *
 * @param fanOut how many members are told in a round, 1 or more
 * @param doubt the logarithm's worth of certainty: with c, all of n members hear a rumour with the
 *     probability e^(-e^(-c)), more than 1 - e^(-c). With 7, that is 0.9991
 * @param interval between two rounds
 * @param remembered of how many rumours a member remembers that it has heard them, 1 or more
 */
public record GossipSettings(int fanOut, double doubt, Duration interval, int remembered) {

    /** Three members each 50 ms, 0.9991 that all hear it, and 10 000 rumours remembered. */
    public static final GossipSettings DEFAULTS =
            new GossipSettings(3, 7, Duration.ofMillis(50), 10_000);

    /** Checks what it is made of. */
    public GossipSettings {
        if (fanOut < 1) {
            throw new IllegalArgumentException(
                    "a fan-out of " + fanOut + " tells nobody; choose 1 or more");
        }
        if (!(doubt >= 0 && doubt <= 50)) {
            throw new IllegalArgumentException(
                    "a certainty of " + doubt + " cannot be had; choose 0 to 50");
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException(
                    "rounds each " + interval + " never end; choose more than zero");
        }
        if (remembered < 1) {
            throw new IllegalArgumentException(
                    "of " + remembered + " rumours none is remembered; choose 1 or more");
        }
    }

    /**
     * In how many rounds a member passes a rumour on: so many that it has told ln n + c others. Of
     * 1000 members with the defaults: (6.9 + 7) / 3, so 5 rounds.
     *
     * @param members the size of the group, the member itself counted
     * @return 1 or more
     */
    public int pushes(int members) {
        return Math.max(1, (int) Math.ceil((Math.log(Math.max(1, members)) + doubt) / fanOut));
    }

    /**
     * After how many rounds nobody passes a rumour on any more: as many as it takes to reach all at
     * the best, each round telling fan-out others of each that knows, and as many as each passes
     * on. Of 1000 members with the defaults: 5 (log to the base of 4) and 5, so 10 rounds, half a
     * second.
     *
     * @param members the size of the group, the member itself counted
     * @return 1 or more
     */
    public int rounds(int members) {
        double growth = Math.log(Math.max(1, members)) / Math.log(1.0 + fanOut);
        return (int) Math.ceil(growth) + pushes(members);
    }

    /**
     * With what probability all members of a group hear a rumour.
     *
     * @param members the size of the group
     * @return for as many as are told, rounds being whole: more than the doubt asks for
     */
    public double probability(int members) {
        double told = (double) fanOut * pushes(members);
        return Math.exp(-members * Math.exp(-told));
    }
}
