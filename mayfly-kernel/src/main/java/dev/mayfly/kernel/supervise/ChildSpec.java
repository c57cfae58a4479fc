package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.task.SchedulableJob;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a supervisor starts, restarts and ends one child.
 *
 * @param id unique among the children of one supervisor, for people too
 * @param body what it runs
 * @param restart when it is started again; permanent unless said otherwise
 * @param shutdown how it is ended; 5 s for workers and infinity for supervisors unless said
 *     otherwise, as in OTP
 * @param significant whether its end counts for {@link AutoShutdown}
 */
public record ChildSpec(
        String id, Body body, Restart restart, Shutdown shutdown, boolean significant) {

    /** What a worker gets to end in, unless said otherwise: 5 s, as in OTP. */
    public static final Duration DEFAULT_SHUTDOWN = Duration.ofSeconds(5);

    /** When a child that has ended is started again. */
    public enum Restart {
        /** Always. */
        PERMANENT,
        /** If it ended abnormally: failed, or cancelled by somebody else. */
        TRANSIENT,
        /** Never; its spec is forgotten as soon as it has ended. */
        TEMPORARY
    }

    /** What a child is, for those who walk the tree. */
    public enum Type {
        /** A leaf. */
        WORKER,
        /** Has children of its own. */
        SUPERVISOR
    }

    /**
     * How a supervisor ends a child. All three begin with a cancel; they differ in how long the
     * supervisor waits for the end.
     *
     * <p>OTP kills a process that overstays. A thread of the JVM cannot be killed: a child that
     * swallows its cancellation past the time given is reported as stuck, by an event and in
     * snapshots, and left behind; the supervisor goes on without it. If it is started again, old
     * and new run side by side until the old one ends.
     */
    public sealed interface Shutdown {

        /** What a thread gets to unwind in where no time is given: 1 s by the kernel's clock. */
        Duration UNWINDING = Duration.ofSeconds(1);

        /** No patience: cancelled, and given {@link #UNWINDING} to get off its thread. */
        record BrutalKill() implements Shutdown {}

        /**
         * A time to end in.
         *
         * @param limit more than zero, by the kernel's clock
         */
        record Within(Duration limit) implements Shutdown {

            /**
             * Checks the limit.
             *
             * @throws IllegalArgumentException if it is not positive
             */
            public Within {
                if (!limit.isPositive()) {
                    throw new IllegalArgumentException(
                            "shutdown time " + limit + " is not positive; use a brutal kill");
                }
            }
        }

        /** As long as it takes: for supervisors, whose children have times of their own. */
        record Infinity() implements Shutdown {}
    }

    /** What a child runs. */
    public sealed interface Body {

        /**
         * A job that has started as soon as it is spawned.
         *
         * @param job what it does
         */
        record Plain(SchedulableJob<?> job) implements Body {}

        /**
         * A job that says when it has started.
         *
         * @param job what it does
         */
        record Starting(SupervisedJob job) implements Body {}

        /**
         * A supervisor, which has started when all its children have.
         *
         * @param spec its description
         */
        record Nested(SupervisorSpec spec) implements Body {}
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the id is blank, or if a permanent child is significant:
     *     it is always started again, so its end never counts
     */
    public ChildSpec {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a child's id must not be blank");
        }
        if (significant && restart == Restart.PERMANENT) {
            throw new IllegalArgumentException(
                    "child \""
                            + id
                            + "\" is permanent and significant; only a transient or temporary"
                            + " child can be significant");
        }
    }

    /**
     * A permanent worker that has started as soon as it is spawned.
     *
     * @param id unique among its siblings
     * @param job what it does
     * @return the spec
     */
    public static ChildSpec worker(String id, SchedulableJob<?> job) {
        return leaf(id, new Body.Plain(job));
    }

    /**
     * A permanent worker that says when it has started.
     *
     * @param id unique among its siblings
     * @param job what it does
     * @return the spec
     */
    public static ChildSpec starting(String id, SupervisedJob job) {
        return leaf(id, new Body.Starting(job));
    }

    private static ChildSpec leaf(String id, Body body) {
        var shutdown = new Shutdown.Within(DEFAULT_SHUTDOWN);
        return new ChildSpec(id, body, Restart.PERMANENT, shutdown, false);
    }

    /**
     * A permanent supervisor below a supervisor. It runs in its parent's queue.
     *
     * @param id unique among its siblings
     * @param settings as for a supervisor at the top
     * @return the spec
     * @throws IllegalArgumentException if the settings are refused
     */
    public static ChildSpec supervisor(String id, Consumer<SupervisorSpec.Builder> settings) {
        var body = new Body.Nested(SupervisorSpec.of(id, settings));
        return new ChildSpec(id, body, Restart.PERMANENT, new Shutdown.Infinity(), false);
    }

    /**
     * The same child with another restart type.
     *
     * @param restart when it is started again
     * @return a copy
     * @throws IllegalArgumentException if it is significant and to be permanent
     */
    public ChildSpec withRestart(Restart restart) {
        return new ChildSpec(id, body, restart, shutdown, significant);
    }

    /**
     * The same child with a time to end in.
     *
     * @param limit more than zero
     * @return a copy
     * @throws IllegalArgumentException if the limit is not positive
     */
    public ChildSpec withShutdown(Duration limit) {
        return withShutdown(new Shutdown.Within(limit));
    }

    /**
     * The same child, ended in another way.
     *
     * @param shutdown how
     * @return a copy
     */
    public ChildSpec withShutdown(Shutdown shutdown) {
        return new ChildSpec(id, body, restart, shutdown, significant);
    }

    /**
     * The same child, whose end counts for {@link AutoShutdown}.
     *
     * @return a copy
     * @throws IllegalArgumentException if it is permanent
     */
    public ChildSpec asSignificant() {
        return new ChildSpec(id, body, restart, shutdown, true);
    }

    /**
     * What the child is.
     *
     * @return supervisor if it is one
     */
    public Type type() {
        return body instanceof Body.Nested ? Type.SUPERVISOR : Type.WORKER;
    }
}
