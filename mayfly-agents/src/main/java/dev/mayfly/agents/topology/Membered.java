package dev.mayfly.agents.topology;

import java.util.List;

/**
 * What every topology does with its members, however they are joined. It is not a {@link Topology}
 * itself: of those there are four, and whoever switches over them shall not meet a fifth. Joining
 * and leaving stay with each, whose own type they return.
 *
 * <p>Thread rule: immutable.
 *
 * @param <N> what the members are
 */
abstract sealed class Membered<N> permits Mesh, Ring, Star, Tree {

    final Members<N> members;

    /** By which those of the same members are told apart. */
    private final String kind;

    Membered(String kind, Members<N> members) {
        this.kind = kind;
        this.members = members;
    }

    /**
     * The members in order.
     *
     * @return unmodifiable
     */
    public final List<N> members() {
        return members.order();
    }

    /**
     * Whether somebody is a member.
     *
     * @param member anybody
     * @return true if so
     */
    public final boolean contains(N member) {
        return members.contains(member);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Membered<?> topology
                && topology.kind.equals(kind)
                && topology.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return kind + " " + members;
    }
}
