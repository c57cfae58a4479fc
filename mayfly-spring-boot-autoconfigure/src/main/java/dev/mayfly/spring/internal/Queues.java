package dev.mayfly.spring.internal;

import dev.mayfly.spring.JobDeclarationException;

import java.util.Collection;

/** Checks the queue of a job. */
final class Queues {

    private Queues() {}

    /**
     * Refuses a queue that does not exist.
     *
     * @param queue what the job names
     * @param queues those there are
     * @param place what declares the job
     * @throws JobDeclarationException if it does not exist
     */
    static void check(String queue, Collection<String> queues, String place) {
        if (!queues.contains(queue)) {
            String nearest = Nearest.to(queue, queues);
            throw new JobDeclarationException(
                    place,
                    "The queue \""
                            + queue
                            + "\" is not configured; there are: "
                            + String.join(", ", queues)
                            + ".",
                    (nearest == null ? "Add" : "Did you mean \"" + nearest + "\"? Otherwise add")
                            + " mayfly.queues."
                            + queue
                            + ".concurrency=4, for instance, to the configuration.");
        }
    }
}
