package dev.mayfly.spring.boot.autoconfigure.actuate.dumped;

import java.util.List;

/**
 * A question to a group that is not decided yet, as a {@link
 * dev.mayfly.spring.boot.autoconfigure.actuate.StateDump} has it. What was asked and answered is
 * not in it.
 *
 * @param name what the group is called
 * @param members how many are asked
 * @param needed how many of them must agree
 * @param agreeing those that gave the answer that most gave so far
 * @param dissenting those that answered something else
 * @param faulty those that failed, or told different members different things
 * @param awaited those whose answer is awaited, or what they heard from the others
 * @param asker the name of the thread that asked
 * @param waiting whether it waits for what comes of it
 * @param leftNanos for how long it may go on; 0 where its time is over
 */
public record DumpedQuorum(
        String name,
        int members,
        int needed,
        Group agreeing,
        Group dissenting,
        Group faulty,
        Group awaited,
        String asker,
        boolean waiting,
        long leftNanos) {

    /**
     * Some of the members of a group.
     *
     * @param names theirs, at most 20
     * @param count how many there are
     */
    public record Group(List<String> names, int count) {
        /** Copies the names. */
        public Group {
            names = List.copyOf(names);
        }
    }
}
