package dev.mayfly.agents.primitive.quorum;

/**
 * How many of a group must agree, and how many liars that allows for.
 *
 * @param members the size of the group, 1 or more
 * @param agreeing how many must agree, 1 to the size of the group
 * @param faults how many members may lie, without two groups that agree being possible
 */
public record Threshold(int members, int agreeing, int faults) {

    /** Checks what it is made of. */
    public Threshold {
        if (members < 1) {
            throw new IllegalArgumentException(
                    "a group of " + members + " cannot be asked; it needs a member");
        }
        if (agreeing < 1 || agreeing > members) {
            throw new IllegalArgumentException(
                    "%d of %d members cannot agree; choose a threshold of 1 to %d"
                            .formatted(agreeing, members, members));
        }
        if (faults < 0 || faults >= agreeing) {
            throw new IllegalArgumentException(
                    "%d liars among %d that agree decide alone; choose 0 to %d"
                            .formatted(faults, agreeing, agreeing - 1));
        }
    }

    /**
     * So many, and no liars.
     *
     * @param members the size of the group
     * @param agreeing how many must agree
     * @return a threshold
     * @throws IllegalArgumentException if that is less than 1 or more than there are
     */
    public static Threshold of(int members, int agreeing) {
        return new Threshold(members, agreeing, 0);
    }

    /**
     * More than half: 3 of 5, 3 of 4.
     *
     * @param members the size of the group
     * @return a threshold
     * @throws IllegalArgumentException if there are no members
     */
    public static Threshold majority(int members) {
        return of(members, members / 2 + 1);
    }

    /**
     * At least two thirds: 7 of 10, 4 of 6, 2 of 3.
     *
     * @param members the size of the group
     * @return a threshold
     * @throws IllegalArgumentException if there are no members
     */
    public static Threshold superMajority(int members) {
        return of(members, (int) ((2L * members + 2) / 3));
    }

    /**
     * As many as leave no doubt while fewer than a third lie: with n members, f = ⌊(n - 1) / 3⌋
     * may, and ⌈(n + f + 1) / 2⌉ must agree, so that any two groups that agree have an honest
     * member in common (Malkhi and Reiter, "Byzantine Quorum Systems", 1998). 3 of 4 with 1 liar, 7
     * of 10 with 3.
     *
     * @param members the size of the group, 4 or more
     * @return a threshold
     * @throws IllegalArgumentException if there are fewer than 4: no number of them can tell a liar
     */
    public static Threshold byzantine(int members) {
        if (members < 4) {
            throw new IllegalArgumentException(
                    "%d members cannot bear a liar; n = 3f + 1, so ask 4 or more, or use majority"
                            .formatted(members));
        }
        int faults = (members - 1) / 3;
        return new Threshold(members, (members + faults + 2) / 2, faults);
    }
}
