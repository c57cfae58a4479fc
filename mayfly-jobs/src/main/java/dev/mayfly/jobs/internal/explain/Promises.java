package dev.mayfly.jobs.internal.explain;

import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.Guarantees.Promise;
import dev.mayfly.jobs.policy.Guarantees.Subject;
import dev.mayfly.jobs.policy.QueueLimits;

import java.time.Duration;
import java.util.List;

/** Works out what a queue promises. */
public final class Promises {

    private Promises() {}

    /**
     * What the promises follow from.
     *
     * @param queue which queue
     * @param storeType what the store is called in the configuration
     * @param durable whether it outlives the process
     * @param lease how long a process is trusted that does not answer
     * @param look how often processes look for what others have left
     * @param perNode how many jobs of the queue run at once on a node
     * @param limits of the queue
     */
    public record Basis(
            String queue,
            String storeType,
            boolean durable,
            Duration lease,
            Duration look,
            int perNode,
            QueueLimits limits) {}

    /**
     * The card of a queue.
     *
     * @param basis what it follows from
     * @return its promises
     */
    public static Guarantees of(Basis basis) {
        return new Guarantees(
                basis.queue(),
                List.of(
                        delivery(basis),
                        order(basis),
                        loss(basis),
                        recovery(basis),
                        duplicates(basis)));
    }

    private static Promise delivery(Basis basis) {
        return basis.durable()
                ? new Promise(
                        Subject.DELIVERY,
                        "at least once",
                        "acknowledged means committed, and every owner holds a lease")
                : new Promise(
                        Subject.DELIVERY,
                        "at least once while this process lives",
                        "store " + basis.storeType() + " ends with its process");
    }

    private static Promise order(Basis basis) {
        return switch (basis.limits().order()) {
            case NONE ->
                    new Promise(
                            Subject.ORDER,
                            "starts by priority, then acceptance; none between jobs that run",
                            "the queue declares no order within a key");
            case BLOCK ->
                    new Promise(
                            Subject.ORDER,
                            "first in, first out within a key; none across keys",
                            "one of a key at once, and a retry keeps the others waiting");
            case OVERTAKE ->
                    new Promise(
                            Subject.ORDER,
                            "first in, first out within a key, but others go on during a retry;"
                                    + " none across keys",
                            "one of a key at once, and a retry is overtaken");
        };
    }

    private static Promise loss(Basis basis) {
        return basis.durable()
                ? new Promise(
                        Subject.LOSS_WINDOW,
                        "no acknowledged job",
                        "acknowledged after the commit is on the disk")
                : new Promise(
                        Subject.LOSS_WINDOW,
                        "every job that has not ended",
                        "store " + basis.storeType() + " keeps jobs in memory");
    }

    private static Promise recovery(Basis basis) {
        if (!basis.durable()) {
            return new Promise(Subject.RECOVERY_BOUND, "none", "a crash loses the jobs");
        }
        if (basis.storeType().equals("file")) {
            return new Promise(
                    Subject.RECOVERY_BOUND,
                    "at the next start, at once",
                    "only one process can have the file, so the former is known to be lost");
        }
        Duration bound = basis.lease().plus(basis.look().multipliedBy(2));
        return new Promise(
                Subject.RECOVERY_BOUND,
                text(bound) + " while another node lives, else at the next start",
                "a lease of "
                        + text(basis.lease())
                        + ", a look for lost nodes and one for jobs each "
                        + text(basis.look()));
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static Promise duplicates(Basis basis) {
        if (!basis.durable()) {
            return new Promise(
                    Subject.DUPLICATES_BOUND, "none", "what a crash interrupts is not run again");
        }
        Integer global = basis.limits().global();
        int most = global == null ? basis.perNode() : Math.min(global, basis.perNode());
        return new Promise(
                Subject.DUPLICATES_BOUND,
                most == Integer.MAX_VALUE
                        ? "the jobs that ran on the lost node"
                        : "at most " + most + " for each lost node",
                "only jobs that ran when their node was lost, or lost the database for 3 s,"
                        + " run again; so many run at once on a node");
    }
}
