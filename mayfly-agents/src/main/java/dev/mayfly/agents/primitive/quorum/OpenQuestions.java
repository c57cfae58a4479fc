package dev.mayfly.agents.primitive.quorum;

import dev.mayfly.agents.snapshot.QuorumSnapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The questions to groups that are not decided yet, for pictures. Questions that are decided while
 * they are asked are never in it.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class OpenQuestions {

    private final Set<Poll<?, ?>> polls = ConcurrentHashMap.newKeySet();

    /** Makes an empty one. */
    public OpenQuestions() {}

    void add(Poll<?, ?> poll) {
        polls.add(poll);
        // Only now: an end that came before would have found nothing to remove.
        var _ = poll.result().whenComplete((value, failure) -> polls.remove(poll));
    }

    /**
     * Takes a picture of each.
     *
     * @param limit at most so many
     * @param nanoTime the present, a reading of the clock that the groups go by
     * @return those for which somebody waits first, and of these the longest open
     */
    public List<QuorumSnapshot> snapshot(int limit, long nanoTime) {
        return polls.stream()
                .sorted(
                        Comparator.<Poll<?, ?>, Boolean>comparing(poll -> !poll.asked().waits())
                                .thenComparingLong(poll -> poll.asked().since() - nanoTime))
                .limit(limit)
                .map(poll -> poll.picture(nanoTime))
                .filter(Objects::nonNull)
                .toList();
    }
}
