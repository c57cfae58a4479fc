package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.task.TaskContext;

/**
 * The body of a child whose start takes time: connecting, loading, binding. Its supervisor starts
 * the next child only when this one says that it is ready, and counts it as failed to start if it
 * ends before.
 *
 * {@snippet :
 * ChildSpec.starting("connection", (task, start) -> {
 *     var connection = connect();
 *     start.ready();
 *     serve(task, connection);
 * });
 * }
 */
@FunctionalInterface
public interface SupervisedJob {

    /**
     * Does the work.
     *
     * @param task the system calls, valid on this thread until this method returns
     * @param start how to tell the supervisor that the start is done
     * @throws Exception any failure; before {@link Start#ready()} it is a failure to start
     */
    void run(TaskContext task, Start start) throws Exception;

    /** The end of a child's start. Only the first call counts. Safe for use by any thread. */
    interface Start {

        /** The child has started; OTP's {@code init_ack} with {@code ok}. */
        void ready();

        /**
         * The child has nothing to do and is about to return; OTP's {@code ignore}. It keeps its
         * place, unless temporary, and can be started by {@link Supervisor#restartChild}.
         */
        void ignore();
    }
}
