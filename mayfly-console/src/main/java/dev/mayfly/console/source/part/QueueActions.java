package dev.mayfly.console.source.part;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.view.Action;

/** What a reader can do with a queue. */
public final class QueueActions {

    private QueueActions() {}

    /**
     * Ends a pause.
     *
     * @param queue the queue's name
     * @param label the button's words
     * @param links makes its link
     * @param rights what the reader may do
     * @return the action
     */
    public static Action resume(String queue, String label, Links links, Rights rights) {
        return new Action(
                label,
                "play",
                links.queueAction(queue, "resume"),
                "Resume this queue",
                "What waits in " + queue + " starts again, in order.",
                false,
                rights.refusal(Operation.RESUME_QUEUE));
    }

    /**
     * Pauses a queue.
     *
     * @param queue the queue's name
     * @param label the button's words
     * @param links makes its link
     * @param rights what the reader may do
     * @return the action
     */
    public static Action pause(String queue, String label, Links links, Rights rights) {
        return new Action(
                label,
                "paused",
                links.queueAction(queue, "pause"),
                "Pause this queue",
                "Nothing new starts in "
                        + queue
                        + ", on any node, until it is resumed. What runs, ends.",
                "Why? Others will read it here.",
                false,
                rights.refusal(Operation.PAUSE_QUEUE));
    }
}
