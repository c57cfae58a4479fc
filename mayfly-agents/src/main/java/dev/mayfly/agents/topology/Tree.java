package dev.mayfly.agents.topology;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A hierarchy: each member is a neighbour of its parent and of its children, of which it has no
 * more than the fan-out. Levels are filled from the first to the last, so that a thousand members
 * with a fan-out of three are seven levels.
 *
 * <p>Who joins goes to the end of the lowest level. Where one leaves, the last member takes its
 * place, above its children and below its parent: all others stay where they are, and nobody has
 * more children than the fan-out. (The places are those of a heap in an array: Williams,
 * "Heapsort", 1964.)
 *
 * <p>Thread rule: immutable.
 *
 * @param <N> what the members are
 */
public final class Tree<N> extends Membered<N> implements Topology<N> {

    private final int fanOut;

    Tree(int fanOut, Members<N> members) {
        super("Tree", members);
        if (fanOut < 1) {
            throw new IllegalArgumentException(
                    "a tree cannot have a fan-out of " + fanOut + "; choose 1 or more");
        }
        this.fanOut = fanOut;
    }

    /**
     * The most children of one.
     *
     * @return 1 or more
     */
    public int fanOut() {
        return fanOut;
    }

    /**
     * The one above all.
     *
     * @return empty if there are no members
     */
    public Optional<N> root() {
        return members.order().stream().findFirst();
    }

    /**
     * The one above a member.
     *
     * @param member which
     * @return empty for the root
     * @throws IllegalArgumentException if it is no member; it is named
     */
    public Optional<N> parent(N member) {
        int place = members.placeOf(member);
        return place == 0 ? Optional.empty() : Optional.of(members.at((place - 1) / fanOut));
    }

    /**
     * Those below a member.
     *
     * @param member which
     * @return in order, no more than the fan-out
     * @throws IllegalArgumentException if it is no member; it is named
     */
    public List<N> children(N member) {
        long first = (long) members.placeOf(member) * fanOut + 1;
        int from = (int) Math.min(first, members.size());
        int to = (int) Math.min(first + fanOut, members.size());
        return members.order().subList(from, to);
    }

    @Override
    public Set<N> neighbours(N member) {
        Set<N> all = new LinkedHashSet<>();
        parent(member).ifPresent(all::add);
        all.addAll(children(member));
        return Collections.unmodifiableSet(all);
    }

    @Override
    public Tree<N> join(N member) {
        return new Tree<>(fanOut, members.with(member));
    }

    @Override
    public Tree<N> leave(N member) {
        return new Tree<>(fanOut, members.withLastInPlaceOf(member));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tree<?> tree && tree.fanOut == fanOut && super.equals(tree);
    }

    @Override
    public int hashCode() {
        return 31 * members.hashCode() + fanOut;
    }

    @Override
    public String toString() {
        return "Tree of " + fanOut + " " + members;
    }
}
