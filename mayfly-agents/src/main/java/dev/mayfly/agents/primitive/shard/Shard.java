package dev.mayfly.agents.primitive.shard;

import java.util.Map;
import java.util.SortedMap;

/**
 * Says which of the members a key belongs to. Adding a member moves keys to it only, and removing
 * one moves only its keys; all others stay where they are.
 *
 * {@snippet :
 * Shard books = RingShard.of("alice", "bob").with("carol", 2);
 * String owner = books.owner("MAY");
 * }
 *
 * <p>The same members with the same weights give the same answers, in whatever order they came, in
 * every JVM.
 *
 * <p>Thread rule: immutable; what changes members returns another.
 */
public interface Shard {

    /** What a member weighs unless said otherwise: 1. */
    int DEFAULT_WEIGHT = 1;

    /**
     * Whom a text belongs to.
     *
     * @param key goes by its UTF-8 bytes
     * @return the name of a member
     * @throws IllegalStateException if there are no members
     */
    String owner(String key);

    /**
     * Whom a number belongs to.
     *
     * @param key as its eight bytes would, the lowest first
     * @return the name of a member
     * @throws IllegalStateException if there are no members
     */
    String owner(long key);

    /**
     * Whom bytes belong to.
     *
     * @param key is not kept
     * @return the name of a member
     * @throws IllegalStateException if there are no members
     */
    String owner(byte[] key);

    /**
     * The members with their weights, by name.
     *
     * @return unmodifiable
     */
    SortedMap<String, Integer> members();

    /**
     * Adds a member of weight 1.
     *
     * @param member its name
     * @return another
     * @throws IllegalArgumentException if it is one already, or the name is blank
     */
    default Shard with(String member) {
        return with(member, DEFAULT_WEIGHT);
    }

    /**
     * Adds a member.
     *
     * @param member its name
     * @param weight 1 to 100: one of weight 2 gets twice as many keys as one of weight 1
     * @return another
     * @throws IllegalArgumentException if it is one already, the name is blank, or the weight out
     *     of range
     */
    Shard with(String member, int weight);

    /**
     * Removes a member.
     *
     * @param member its name
     * @return another
     * @throws IllegalArgumentException if it is none; it names those there are
     */
    Shard without(String member);

    /**
     * The share of all keys that each member gets, by name, from the lengths of its arcs: exact for
     * keys without end.
     *
     * @return shares that add up to 1
     */
    Map<String, Double> shares();
}
