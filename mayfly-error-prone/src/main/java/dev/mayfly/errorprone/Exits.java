package dev.mayfly.errorprone;

import com.sun.source.tree.Tree;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The ways by which code is left other than at its end, each with what is held there. */
final class Exits {

    /** How code is left. */
    sealed interface Way {

        /** The method or lambda ends. */
        record Return() implements Way {}

        /** An exception passes, from whatever may have thrown one. */
        record Throw() implements Way {}

        /** To the end of a statement. */
        record Break(Tree statement) implements Way {}

        /** To the next turn of a loop. */
        record Continue(Tree loop) implements Way {}

        /** To the end of a {@code switch} that has a value. */
        record Yield(Tree expression) implements Way {}
    }

    static final Way RETURN = new Way.Return();
    static final Way THROW = new Way.Throw();

    private final Map<Way, Holdings> held = new LinkedHashMap<>();

    void add(Way way, Holdings holdings) {
        if (holdings.reachable()) {
            held.merge(way, holdings, Holdings::join);
        }
    }

    /** Ends a way: what is held where it arrives. */
    Holdings take(Way way) {
        Holdings found = held.remove(way);
        return found == null ? Holdings.NOWHERE : found;
    }

    void forEach(BiConsumer<Way, Holdings> action) {
        held.forEach(action);
    }
}
