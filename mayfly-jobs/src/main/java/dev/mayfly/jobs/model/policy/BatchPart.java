package dev.mayfly.jobs.model.policy;

/**
 * What a job is to a batch.
 *
 * @param batch the batch's id
 * @param name what it is called
 * @param role its part
 */
public record BatchPart(String batch, String name, Role role) {

    /** The parts that there are. */
    public enum Role {
        /** One of the jobs that make the batch. */
        MEMBER,
        /** Runs when all members have ended. */
        ON_COMPLETION,
        /** Runs when all members have succeeded, and is cancelled when one has not. */
        ON_SUCCESS
    }
}
