package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.agent.ReplyTo;

import org.jspecify.annotations.Nullable;

/**
 * What is sent.
 *
 * @param id its place in the {@link Books}
 * @param sender who sends it
 * @param number in the order in which that sender sends to that receiver; 0 for no order
 * @param deed what the receiver is to do
 * @param replyTo where an answer goes, if one is wanted
 */
record Letter(int id, int sender, int number, Deed deed, @Nullable ReplyTo<Integer> replyTo) {

    /** What a receiver does with a letter, besides keeping the books. */
    enum Deed {
        NOTHING,
        DAWDLE,
        FAIL,
        BEAR_A_CHILD,
        PASS_ON,
        STOP_ITSELF
    }
}
