package dev.mayfly.errorprone;

import com.sun.source.tree.Tree;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

import javax.lang.model.element.VariableElement;

/**
 * What may have been given away when a place in the code is reached: the element of a lattice whose
 * join is the union, since what is gone on one way is perhaps gone where ways meet.
 *
 * @param reachable whether the place can be reached at all; if not, nothing is gone there
 * @param given by variable, where it was given away
 */
record Holdings(boolean reachable, Map<VariableElement, Tree> given) {

    /** Nothing is gone. */
    static final Holdings ALL = new Holdings(true, Map.of());

    /** No way leads here; the neutral element of the join. */
    static final Holdings NOWHERE = new Holdings(false, Map.of());

    Holdings {
        given = Map.copyOf(given);
    }

    /** Where a variable may have been given away, or null if it was not. */
    @Nullable Tree givenAt(VariableElement variable) {
        return given.get(variable);
    }

    Holdings give(VariableElement variable, Tree where) {
        return reachable ? join(new Holdings(true, Map.of(variable, where))) : this;
    }

    /** The variable holds something new, or is known to hold something. */
    Holdings revive(VariableElement variable) {
        if (!given.containsKey(variable)) {
            return this;
        }
        Map<VariableElement, Tree> left = new HashMap<>(given);
        left.remove(variable);
        return new Holdings(true, left);
    }

    /** Two ways meet. Where both gave the same away, the place of this one is kept. */
    Holdings join(Holdings other) {
        if (!reachable || !other.reachable) {
            return reachable ? this : other;
        }
        if (given.keySet().containsAll(other.given.keySet())) {
            return this;
        }
        Map<VariableElement, Tree> both = new HashMap<>(other.given);
        both.putAll(given);
        return new Holdings(true, both);
    }

    /** What happened elsewhere and may have happened by now; if nothing did, this. */
    Holdings after(Holdings elsewhere) {
        return reachable ? join(elsewhere) : this;
    }
}
