package dev.mayfly.jobs.policy;

import java.util.List;

/**
 * What a queue promises as it is configured, each with the reason.
 *
 * @param queue which queue
 * @param promises delivery, order, loss window, recovery bound, duplicates bound
 */
public record Guarantees(String queue, List<Promise> promises) {

    /** Copies the list. */
    public Guarantees {
        promises = List.copyOf(promises);
    }

    /**
     * One promise.
     *
     * @param what of what
     * @param value what is promised
     * @param because why, in a few words
     */
    public record Promise(Subject what, String value, String because) {}

    /** What is promised. */
    public enum Subject {
        /** How often an accepted job runs. */
        DELIVERY("delivery"),
        /** In which order jobs run. */
        ORDER("order"),
        /** What a crash loses. */
        LOSS_WINDOW("loss window"),
        /** How long jobs of a process that is lost wait. */
        RECOVERY_BOUND("recovery bound"),
        /** How many jobs may run twice when a process is lost. */
        DUPLICATES_BOUND("duplicates bound");

        private final String title;

        Subject(String title) {
            this.title = title;
        }

        /**
         * For people.
         *
         * @return a few words
         */
        public String title() {
            return title;
        }
    }

    /**
     * One of the promises.
     *
     * @param what of what
     * @return the promise
     */
    public Promise of(Subject what) {
        return promises.stream()
                .filter(promise -> promise.what() == what)
                .findFirst()
                .orElseThrow();
    }
}
