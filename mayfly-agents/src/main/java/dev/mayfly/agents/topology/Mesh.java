package dev.mayfly.agents.topology;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Everybody is a neighbour of everybody.
 *
 * <p>Thread rule: immutable.
 *
 * @param <N> what the members are
 */
public final class Mesh<N> extends Membered<N> implements Topology<N> {

    Mesh(Members<N> members) {
        super("Mesh", members);
    }

    @Override
    public Set<N> neighbours(N member) {
        int _ = members.placeOf(member);
        Set<N> others = LinkedHashSet.newLinkedHashSet(members.size());
        others.addAll(members.order());
        others.remove(member);
        return Collections.unmodifiableSet(others);
    }

    @Override
    public Mesh<N> join(N member) {
        return new Mesh<>(members.with(member));
    }

    @Override
    public Mesh<N> leave(N member) {
        return new Mesh<>(members.without(member));
    }
}
