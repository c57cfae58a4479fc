package dev.mayfly.kernel.lint;

/**
 * What a lint is about.
 *
 * @param type what kind of thing
 * @param id its name or number, as whoever made it called it: text of others, which whoever shows
 *     it must treat as such
 */
public record LintSubject(Type type, String id) {

    /** Kinds of things. */
    public enum Type {
        /** A task, by its name. */
        TASK,
        /** An engine, by its name. */
        ENGINE,
        /** A queue, by its name. */
        QUEUE,
        /** A job that recurs, by its id. */
        RECURRING_JOB,
        /** An agent, by its name and number. */
        AGENT,
        /** The wall clock of the machine. */
        CLOCK
    }
}
