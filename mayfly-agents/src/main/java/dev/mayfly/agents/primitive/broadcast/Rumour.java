package dev.mayfly.agents.primitive.broadcast;

import dev.mayfly.agents.capability.Val;

import java.util.Objects;

/**
 * What is passed on.
 *
 * @param id tells it from all others
 * @param round how many rounds it has been about, 0 or more
 * @param content what it says; all that hear it share it, so that it must be immutable
 * @param <T> what it says
 */
public record Rumour<T>(Id id, int round, Val<T> content) {

    /** Checks what it is made of. */
    public Rumour {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(content, "content");
        if (round < 0) {
            throw new IllegalArgumentException(
                    "rumour " + id + " cannot be in round " + round + "; rounds begin at 0");
        }
    }

    /**
     * The identity of a rumour.
     *
     * @param origin the name of the member that began it
     * @param number which of its rumours
     */
    public record Id(String origin, long number) {}
}
