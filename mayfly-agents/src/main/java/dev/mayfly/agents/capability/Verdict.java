package dev.mayfly.agents.capability;

import java.lang.invoke.MethodHandle;
import java.util.List;

/** What a look at a class tells of all its values. */
sealed interface Verdict {

    /** No value of it can be changed. */
    record Immutable() implements Verdict {}

    /**
     * Every value of it can be changed, or cannot be shown not to be.
     *
     * @param where the way from a value to the place, such as {@code .bytes}; empty for itself
     * @param why continues a sentence that begins with that place
     */
    record Mutable(String where, String why) implements Verdict {}

    /** It depends on what stands in some of its fields, all of which are final. */
    record Fields(List<Part> parts) implements Verdict {}

    /**
     * It is a collection, map, entry or {@code Optional} of the JDK: it depends on what is in it.
     */
    record Elements() implements Verdict {}

    /**
     * A field to look at in each value.
     *
     * @param name the field's
     * @param getter from {@code Object} to {@code Object}
     */
    record Part(String name, MethodHandle getter) {}
}
