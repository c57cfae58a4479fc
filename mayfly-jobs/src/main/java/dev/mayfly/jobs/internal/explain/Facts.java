package dev.mayfly.jobs.internal.explain;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What an explanation needs to know. Asked by one thread. */
public interface Facts {

    /** {@return the time} */
    Instant now();

    /** {@return the policy of a queue as the store has it now} */
    QueuePolicy policy(String queue);

    /** {@return what a decision would rest on now} */
    QueueLoad load(String queue, @Nullable JobRecord job);

    /** {@return a queue of this process's kernel; null if it has none of that name} */
    @Nullable QueueSnapshot kernelQueue(String queue);

    /** {@return the job that has run longest here in a queue; null if none does} */
    @Nullable JobRecord oldestHere(String queue);

    /** {@return how long an attempt of a job may take; null for as long as it likes} */
    @Nullable Duration timeout(JobRecord job);

    /** {@return whether this process has a job of a name} */
    boolean knows(String name);

    /** {@return the names of other nodes that are trusted now} */
    List<String> others();

    /** {@return where a job stands by its state and its task here} */
    String state(JobRecord job);
}
