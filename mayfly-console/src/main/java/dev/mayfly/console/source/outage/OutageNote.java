package dev.mayfly.console.source.outage;

import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.console.view.Fragment;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What an open page says of the store of the jobs, in a line that is hidden while there is nothing
 * to say.
 *
 * @param since when it was noticed to be gone; null while it answers
 * @param why what it said; empty while it answers
 */
public record OutageNote(@Nullable Instant since, String why) {
    private static final OutageNote NONE = new OutageNote(null, "");

    /**
     * The note as a part of a page.
     *
     * @param outage what is known; null while the store answers
     * @return the part
     */
    public static Fragment of(@Nullable StoreOutage outage) {
        OutageNote note = outage == null ? NONE : new OutageNote(outage.since(), outage.cause());
        return Fragment.leaf("store-gone", "parts/common :: store", note);
    }
}
