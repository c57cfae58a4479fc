package dev.mayfly.agents.primitive.broadcast;

import dev.mayfly.agents.capability.Val;

/**
 * Tells all members of a group, though each speaks with a few others only.
 *
 * {@snippet :
 * Broadcast<String> news = new GossipBroadcast<>(
 *         surroundings, "alice", membership, transport, System.out::println, GossipSettings.DEFAULTS, 42);
 * news.publish(Val.of("markets are closed"));
 * }
 *
 * <p>Each member hears a rumour at most once, the one that began it too; with what probability all
 * hear it, the implementation states. There is no order among rumours.
 *
 * <p>Thread rule: safe for use by any thread.
 *
 * @param <T> what rumours say
 */
public interface Broadcast<T> {

    /**
     * Begins a rumour. The own listener hears it before this returns.
     *
     * @param content shared by all that hear it
     * @return its identity
     */
    Rumour.Id publish(Val<T> content);

    /**
     * A rumour has come from another member.
     *
     * @param rumour which
     * @return false if it had been heard before
     */
    boolean receive(Rumour<T> rumour);
}
