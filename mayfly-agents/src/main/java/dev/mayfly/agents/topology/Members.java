package dev.mayfly.agents.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Members in order, each once, and the place of each. Immutable. */
final class Members<N> {

    private static final int SHOWN = 10;

    private final List<N> order;
    private final Map<N, Integer> places;

    /** The list is not shared. */
    private Members(List<N> order) {
        this.order = Collections.unmodifiableList(order);
        this.places = HashMap.newHashMap(order.size());
        for (int i = 0; i < order.size(); i++) {
            if (places.putIfAbsent(order.get(i), i) != null) {
                throw new IllegalArgumentException(
                        "%s is a member twice; each member is one once".formatted(order.get(i)));
            }
        }
    }

    static <N> Members<N> of(Collection<? extends N> members) {
        return new Members<>(new ArrayList<>(members));
    }

    List<N> order() {
        return order;
    }

    int size() {
        return order.size();
    }

    N at(int place) {
        return order.get(place);
    }

    boolean contains(N member) {
        return places.containsKey(member);
    }

    int placeOf(N member) {
        Integer place = places.get(member);
        if (place == null) {
            throw new IllegalArgumentException(
                    "%s is no member, of %s; let it join first".formatted(member, shown()));
        }
        return place;
    }

    private String shown() {
        return size() <= SHOWN
                ? order.toString()
                : order.subList(0, SHOWN) + " and " + (size() - SHOWN) + " more";
    }

    Members<N> with(N member) {
        if (contains(member)) {
            throw new IllegalArgumentException(
                    "%s is a member already, of %s; let it leave first".formatted(member, shown()));
        }
        List<N> more = new ArrayList<>(size() + 1);
        more.addAll(order);
        more.add(member);
        return new Members<>(more);
    }

    Members<N> without(N member) {
        List<N> fewer = new ArrayList<>(order);
        fewer.remove(placeOf(member));
        return new Members<>(fewer);
    }

    /** The last takes the place of the one that leaves; all others keep theirs. */
    Members<N> withLastInPlaceOf(N member) {
        int place = placeOf(member);
        List<N> fewer = new ArrayList<>(order);
        N last = fewer.removeLast();
        if (place < fewer.size()) {
            fewer.set(place, last);
        }
        return new Members<>(fewer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Members<?> members && members.order.equals(order);
    }

    @Override
    public int hashCode() {
        return order.hashCode();
    }

    @Override
    public String toString() {
        return order.toString();
    }
}
