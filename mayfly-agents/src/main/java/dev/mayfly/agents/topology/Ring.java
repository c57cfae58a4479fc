package dev.mayfly.agents.topology;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Each member is a neighbour of the one before and of the one after, and the last of the first: two
 * have one neighbour each, and one has none. Who joins comes between the last and the first; where
 * one leaves, the one before and the one after close up.
 *
 * <p>Thread rule: immutable.
 *
 * @param <N> what the members are
 */
public final class Ring<N> extends Membered<N> implements Topology<N> {

    Ring(Members<N> members) {
        super("Ring", members);
    }

    @Override
    public Set<N> neighbours(N member) {
        int _ = members.placeOf(member);
        Set<N> both = LinkedHashSet.newLinkedHashSet(2);
        both.add(previous(member));
        both.add(next(member));
        both.remove(member);
        return Collections.unmodifiableSet(both);
    }

    /**
     * The one after a member.
     *
     * @param member which
     * @return the first for the last; itself if it is alone
     * @throws IllegalArgumentException if it is no member; it is named
     */
    public N next(N member) {
        return members.at((members.placeOf(member) + 1) % members.size());
    }

    /**
     * The one before a member.
     *
     * @param member which
     * @return the last for the first; itself if it is alone
     * @throws IllegalArgumentException if it is no member; it is named
     */
    public N previous(N member) {
        return members.at((members.placeOf(member) + members.size() - 1) % members.size());
    }

    @Override
    public Ring<N> join(N member) {
        return new Ring<>(members.with(member));
    }

    @Override
    public Ring<N> leave(N member) {
        return new Ring<>(members.without(member));
    }
}
