package dev.mayfly.agents.topology;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everybody is a neighbour of everybody.
 *
 * <p>Thread rule: immutable.
 *
 * @param <N> what the members are
 */
public final class Mesh<N> implements Topology<N> {

    private final Members<N> members;

    Mesh(Members<N> members) {
        this.members = members;
    }

    @Override
    public List<N> members() {
        return members.order();
    }

    @Override
    public boolean contains(N member) {
        return members.contains(member);
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Mesh<?> mesh && mesh.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return "Mesh " + members;
    }
}
