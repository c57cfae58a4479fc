package dev.mayfly.agents.topology;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The hub is a neighbour of all others, and their only one. The first that joins is the hub; when
 * the hub leaves, the one that has been there longest becomes it.
 *
 * <p>Thread rule: immutable.
 *
 * @param <N> what the members are
 */
public final class Star<N> extends Membered<N> implements Topology<N> {

    Star(Members<N> members) {
        super("Star", members);
    }

    /**
     * The one in the middle.
     *
     * @return empty if there are no members
     */
    public Optional<N> hub() {
        return members.order().stream().findFirst();
    }

    @Override
    public Set<N> neighbours(N member) {
        if (members.placeOf(member) > 0) {
            return Set.of(members.at(0));
        }
        return Collections.unmodifiableSet(
                new LinkedHashSet<>(members.order().subList(1, members.size())));
    }

    @Override
    public Star<N> join(N member) {
        return new Star<>(members.with(member));
    }

    @Override
    public Star<N> leave(N member) {
        return new Star<>(members.without(member));
    }
}
