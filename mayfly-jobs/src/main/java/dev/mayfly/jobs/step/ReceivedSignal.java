package dev.mayfly.jobs.step;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A signal that a job has waited for.
 *
 * @param name which signal
 * @param payload what came with it; null for nothing
 * @param sender who sent it, as the sender said
 * @param at when it was accepted
 * @param <T> the type of the payload
 */
public record ReceivedSignal<T extends @Nullable Object>(
        String name, @Nullable T payload, String sender, Instant at) {}
