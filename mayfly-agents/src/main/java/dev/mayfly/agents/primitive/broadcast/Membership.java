package dev.mayfly.agents.primitive.broadcast;

import java.util.List;

/**
 * Who there is to tell.
 *
 * <p>Thread rule: called by any thread.
 *
 * @param <M> what the members are
 */
@FunctionalInterface
public interface Membership<M> {

    /**
     * The others, as known at this moment. Those that have gone may be among them.
     *
     * @return each once, without the one that asks; not changed while it is read
     */
    List<M> others();
}
