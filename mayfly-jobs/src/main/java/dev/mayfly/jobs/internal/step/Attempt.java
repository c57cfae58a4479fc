package dev.mayfly.jobs.internal.step;

import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.UnstorableException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The attempt that steps belong to. Called by the threads of the handler. */
public interface Attempt {

    /**
     * The job as the attempt began.
     *
     * @return always the same
     */
    JobRecord started();

    /**
     * Where steps are kept.
     *
     * @return always the same
     */
    JobStore store();

    /**
     * What makes JSON of results.
     *
     * @return always the same
     */
    PayloadCodec codec();

    /**
     * The time.
     *
     * @return in whole microseconds
     */
    Instant now();

    /**
     * Takes a step of the job's life, behind all that were asked for before.
     *
     * @param step which
     * @param then hears of the job, or null if it was refused
     */
    void apply(Transition step, Consumer<@Nullable JobRecord> then);

    /**
     * Why the store could not keep the result of a step.
     *
     * @return null if it could keep all of them
     */
    @Nullable UnstorableException unstorable();

    /**
     * Runs the body of a step within the interceptors.
     *
     * @param name of the step
     * @param body what it does
     * @return what the body returned
     * @throws Exception what the body threw
     */
    @Nullable Object run(String name, Callable<?> body) throws Exception;
}
