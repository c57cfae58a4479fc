package dev.mayfly.agents.capability;

import org.jspecify.annotations.Nullable;

/**
 * An {@link Iso} was used after it had been given away. With assertions on the cause is the place
 * of the first use; without it there is no cause.
 */
public final class IsoConsumedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    IsoConsumedException(@Nullable Throwable firstUse) {
        super(
                "this Iso was given away before"
                        + (firstUse == null
                                ? "; run with assertions on (-ea) to see where"
                                : "; the cause shows where"),
                firstUse);
    }
}
