package dev.mayfly.console.timeline;

import java.util.List;

/**
 * A recording and its lanes, put together once for all who look.
 *
 * @param recording what ran
 * @param queues by queue
 * @param carriers by carrier
 */
public record RecordedLanes(Recording recording, List<Lane> queues, List<Lane> carriers) {

    /** Copies the lists. */
    public RecordedLanes {
        queues = List.copyOf(queues);
        carriers = List.copyOf(carriers);
    }

    /**
     * Puts a recording into lanes.
     *
     * @param recording what ran
     * @return it with its lanes
     */
    public static RecordedLanes of(Recording recording) {
        return new RecordedLanes(recording, Lanes.ofQueues(recording), Lanes.ofCarriers(recording));
    }
}
