package dev.mayfly.agents.capability;

/**
 * A name for something that can be compared, kept and passed on, and through which nothing of the
 * thing itself can be read or changed. The reference to an agent is one.
 *
 * @param <T> the type of the tag itself, which is what a receiver gets
 */
public non-sealed interface Tag<T> extends Sendable<T> {}
