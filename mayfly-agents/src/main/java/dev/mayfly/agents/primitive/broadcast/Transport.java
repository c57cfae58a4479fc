package dev.mayfly.agents.primitive.broadcast;

/**
 * The way to a member.
 *
 * <p>Thread rule: called by any thread.
 *
 * @param <M> what the members are
 * @param <T> what rumours say
 */
@FunctionalInterface
public interface Transport<M, T> {

    /**
     * Sends a rumour to a member, whose {@link Broadcast#receive} it reaches some time later, or
     * never. Must not block. What it throws is counted, and nothing else: another member will pass
     * the rumour on.
     *
     * @param member to whom
     * @param rumour what
     */
    void send(M member, Rumour<T> rumour);
}
