package dev.mayfly.agents.capability;

/**
 * A name for something, which can be compared, kept and passed on. The thing itself cannot be
 * reached through it: only what is itself {@link Sendable} goes in, and safely by any thread. The
 * reference to an agent is one, and so are a promise and a channel.
 *
 * @param <T> the type of the tag itself, which is what a receiver gets
 */
public non-sealed interface Tag<T> extends Sendable<T> {}
