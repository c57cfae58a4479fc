package dev.mayfly.agents.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * A question to a group that is not decided yet. What was asked and answered is not in it.
 *
 * @param name what the group is called
 * @param members how many are asked
 * @param needed how many of them must agree
 * @param agreeing those that gave the answer that most gave so far; of several such answers, the
 *     one that came first
 * @param dissenting those that answered something else
 * @param faulty those that failed, or told different members different things
 * @param awaited those whose answer is awaited, or what they heard from the others
 * @param asker the name of the thread that asked; of a task that is the task's name
 * @param waiting whether the asker waits for what comes of it
 * @param left for how long it may go on; zero where its time is over
 */
public record QuorumSnapshot(
        String name,
        int members,
        int needed,
        Group agreeing,
        Group dissenting,
        Group faulty,
        Group awaited,
        String asker,
        boolean waiting,
        Duration left) {

    /**
     * Some of the members.
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
