package dev.mayfly.agents.topology;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Who is whose neighbour. Being neighbours is mutual, nobody is its own, and from each member every
 * other can be reached, whoever joins and leaves.
 *
 * {@snippet :
 * Topology<String> desks = Topology.star(List.of("head", "fx", "bonds"));
 * desks.neighbours("fx");                    // [head]
 * desks.leave("head").neighbours("bonds");   // [fx], the next in order is the hub now
 * }
 *
 * <p>Thread rule: immutable; what changes members returns another. Members need stable {@code
 * equals} and {@code hashCode}.
 *
 * @param <N> what the members are
 */
public sealed interface Topology<N> permits Mesh, Ring, Star, Tree {

    /**
     * Everybody beside everybody.
     *
     * @param members in order; none to begin empty
     * @param <N> what they are
     * @return a mesh
     * @throws IllegalArgumentException if one comes twice
     */
    static <N> Mesh<N> mesh(Collection<? extends N> members) {
        return new Mesh<>(Members.of(members));
    }

    /**
     * Each beside the one before and the one after, the last beside the first.
     *
     * @param members in order; none to begin empty
     * @param <N> what they are
     * @return a ring
     * @throws IllegalArgumentException if one comes twice
     */
    static <N> Ring<N> ring(Collection<? extends N> members) {
        return new Ring<>(Members.of(members));
    }

    /**
     * The first beside all others, which are beside nobody else.
     *
     * @param members in order, the hub first; none to begin empty
     * @param <N> what they are
     * @return a star
     * @throws IllegalArgumentException if one comes twice
     */
    static <N> Star<N> star(Collection<? extends N> members) {
        return new Star<>(Members.of(members));
    }

    /**
     * Each below a parent and above its children.
     *
     * @param fanOut the most children of one, 1 or more
     * @param members level by level, the root first; none to begin empty
     * @param <N> what they are
     * @return a tree
     * @throws IllegalArgumentException if one comes twice, or the fan-out is less than 1
     */
    static <N> Tree<N> tree(int fanOut, Collection<? extends N> members) {
        return new Tree<>(fanOut, Members.of(members));
    }

    /**
     * The members in order.
     *
     * @return unmodifiable
     */
    List<N> members();

    /**
     * Whether somebody is a member.
     *
     * @param member anybody
     * @return true if so
     */
    boolean contains(N member);

    /**
     * The neighbours of a member.
     *
     * @param member which
     * @return in a fixed order, without the member; empty if it is alone
     * @throws IllegalArgumentException if it is no member; it is named
     */
    Set<N> neighbours(N member);

    /**
     * Adds a member as the last.
     *
     * @param member who
     * @return another topology of this kind
     * @throws IllegalArgumentException if it is a member already; it is named
     */
    Topology<N> join(N member);

    /**
     * Takes a member out.
     *
     * @param member who
     * @return another topology of this kind
     * @throws IllegalArgumentException if it is no member; it is named
     */
    Topology<N> leave(N member);
}
