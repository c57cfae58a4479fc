package dev.mayfly.agents.capability;

/**
 * What can be sent to an agent: something that no two agents can change at the same time. There are
 * three kinds, and no others can be made:
 *
 * <ul>
 *   <li>{@link Iso}: only one has it, and the sender has it no more;
 *   <li>{@link Val}: nobody can change it;
 *   <li>{@link Tag}: it is a name for something, and not the thing.
 * </ul>
 *
 * <p>A {@link Ref}, which belongs to the agent that made it, is none of them: sending one does not
 * compile.
 *
 * @param <T> what the receiver gets
 */
public sealed interface Sendable<T> permits Iso, Val, Tag {

    /**
     * Gives the content away, which the sender must not use any more if it could be changed. Called
     * by whatever passes it on.
     *
     * @return what the receiver gets
     * @throws IsoConsumedException if it was given away before
     */
    T handOver();
}
