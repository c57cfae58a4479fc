package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;

import java.util.List;
import java.util.Optional;

/**
 * A supervisor that runs: a task with children.
 *
 * <p>The methods that change or list children are requests, which the supervisor answers one after
 * the other, between the ends of its children; they wait for the answer. Each throws {@link
 * InterruptedException} if a thread that is not a task is interrupted meanwhile, {@link
 * IllegalStateException} if the supervisor has ended or is called by a child that it is just
 * starting, which would wait for ever, and within a task {@link
 * dev.mayfly.kernel.task.TaskCancelledException} if that is cancelled. The request may then have
 * been carried out.
 *
 * <p>Thread rule: safe for use by any thread, tasks of the same scheduler and children included.
 */
public interface Supervisor {

    /**
     * The supervisor's name.
     *
     * @return the name
     */
    String name();

    /**
     * The task that the supervisor is. To end it with all its children, in reverse order and each
     * with its own time, cancel it. It ends as failed with a {@link ShutdownException} when it has
     * given up.
     *
     * @return its handle
     */
    TaskHandle<?> task();

    /**
     * Adds a child and starts it.
     *
     * @param spec how
     * @return its task; empty if it asked to be ignored
     * @throws InterruptedException see above
     * @throws ChildStartException if it failed to start; it is not added then
     * @throws IllegalArgumentException if there is a child of that id (to start one that was
     *     stopped use {@link #restartChild}), or if it cannot be significant here
     * @throws IllegalStateException if the children here are dynamic
     */
    Optional<TaskHandle<?>> startChild(ChildSpec spec) throws InterruptedException;

    /**
     * Starts a dynamic child.
     *
     * @param job what it does
     * @return its task
     * @throws InterruptedException see above
     * @throws ChildStartException if the kernel refused it
     * @throws IllegalStateException if the children here are not dynamic
     */
    TaskHandle<?> startChild(SchedulableJob<?> job) throws InterruptedException;

    /**
     * Ends a child, as its {@link ChildSpec.Shutdown} says. Its spec stays, unless it is temporary;
     * one that is not running stays as it is.
     *
     * @param id the child's id
     * @throws InterruptedException see above
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if the children here are dynamic
     */
    void terminateChild(String id) throws InterruptedException;

    /**
     * Ends a child that runs, dynamic or not, as its {@link ChildSpec.Shutdown} says.
     *
     * @param task the child's task
     * @throws InterruptedException see above
     * @throws IllegalArgumentException if no child of this supervisor runs as that task
     */
    void terminateChild(TaskId task) throws InterruptedException;

    /**
     * Starts a child that was stopped.
     *
     * @param id the child's id
     * @return its task; empty if it asked to be ignored
     * @throws InterruptedException see above
     * @throws ChildStartException if it failed to start; it stays stopped then
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if it runs or is about to be started again
     */
    Optional<TaskHandle<?>> restartChild(String id) throws InterruptedException;

    /**
     * Forgets a child that was stopped.
     *
     * @param id the child's id
     * @throws InterruptedException see above
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if it runs or is about to be started again
     */
    void deleteChild(String id) throws InterruptedException;

    /**
     * Lists the children, in the order of their start.
     *
     * @return a copy
     * @throws InterruptedException see above
     */
    List<ChildInfo> whichChildren() throws InterruptedException;

    /**
     * Counts the children.
     *
     * @return the counts
     * @throws InterruptedException see above
     */
    ChildCounts countChildren() throws InterruptedException;

    /**
     * Finds a supervisor among the children. Unlike the other methods it does not wait: the answer
     * may be one that is just ending.
     *
     * @param id the child's id
     * @return the supervisor; empty if there is none of that id or if it does not run
     */
    Optional<Supervisor> supervisor(String id);
}
