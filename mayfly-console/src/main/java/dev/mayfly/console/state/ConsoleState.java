package dev.mayfly.console.state;

import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/** The state of one process: of this one, as it is now, or of one that a dump was taken of. */
public interface ConsoleState {

    /**
     * Whether it is the running application's.
     *
     * @return false for one that stands still
     */
    boolean isLive();

    /**
     * The moment that it is the state of.
     *
     * @return the present, or when the dump was taken
     */
    Instant now();

    /** Lets the next look be at the present: who has changed something must see it changed. */
    void forgetPictures();

    /**
     * The kernel.
     *
     * @return a picture, shared by all who look
     */
    KernelSnapshot kernel();

    /**
     * The agents.
     *
     * @return a picture, shared by all who look; null of an application without
     */
    @Nullable AgentsState agents();

    /**
     * What is wrong.
     *
     * @return null where nobody looks
     */
    @Nullable LintState lints();

    /**
     * The jobs.
     *
     * @return always the same
     */
    JobsState jobs();

    /**
     * Whether the store of the jobs is known not to answer. To know costs nothing.
     *
     * @return null as far as it is known to answer
     */
    default @Nullable StoreOutage outage() {
        return null;
    }

    /**
     * How fast queues are.
     *
     * @return always the same
     */
    Pace pace();

    /**
     * Whether a newcomer can be offered a job to look at.
     *
     * @return false once there was any job, and always where nothing can be run
     */
    boolean isDemoOffered();

    /**
     * What ran when.
     *
     * @return the recording; the first look begins it. Empty where there is none
     */
    Optional<RecordedLanes> recording();

    /**
     * Where a task last got its turn, if that is recorded at this time. Asking begins no recording
     * and keeps none.
     *
     * @param task which
     * @return the carrier's name; empty where it is not recorded
     */
    default Optional<String> lastCarrier(TaskId task) {
        return Optional.empty();
    }

    /**
     * Where a job stands that this process runs: looked at once a second at most, for all who look.
     *
     * @param job which
     * @return the stack of its task; empty where no task of this process carries it, or nobody can
     *     tell
     */
    default Optional<TaskHandle.Stack> stack(JobId job) {
        return Optional.empty();
    }
}
