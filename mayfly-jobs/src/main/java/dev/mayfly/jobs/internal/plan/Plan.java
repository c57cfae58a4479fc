package dev.mayfly.jobs.internal.plan;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.task.TaskOptions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How a job's attempts are run, everything decided: by its options, else its definition, else the
 * runtime's defaults.
 *
 * @param task the options of the kernel task
 * @param retry the rules for failed attempts
 */
public record Plan(TaskOptions task, RetryPolicy retry) {

    /**
     * Decides.
     *
     * @param name of the job
     * @param options of the submission
     * @param definition the job's; null if there is none any more
     * @param defaults the runtime's
     * @return the plan
     */
    public static Plan of(
            String name,
            JobOptions options,
            @Nullable JobDefinition<?, ?> definition,
            JobSettings defaults) {
        JobSettings own = definition == null ? JobSettings.DEFAULTS : definition.settings();
        Integer priority = first(options.priority(), own.priority(), defaults.priority());
        Duration timeout = first(options.timeout(), own.timeout(), defaults.timeout());
        RetryPolicy retry = first(options.retry(), own.retry(), defaults.retry());
        return new Plan(
                new TaskOptions(name, priority, timeout),
                retry == null ? RetryPolicy.DEFAULT : retry);
    }

    private static <T> @Nullable T first(@Nullable T a, @Nullable T b, @Nullable T c) {
        return a != null ? a : b != null ? b : c;
    }
}
