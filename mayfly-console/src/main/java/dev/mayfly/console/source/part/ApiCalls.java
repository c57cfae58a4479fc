package dev.mayfly.console.source.part;

import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import java.util.ArrayList;
import java.util.List;

/**
 * What the page of a job does, as calls to copy: of the actuator's endpoint {@code mayflyjobs}, and
 * in Java. They hold nothing but the job's id, whose alphabet needs no quotes in a shell.
 */
public final class ApiCalls {

    private ApiCalls() {}

    /**
     * The calls that make sense for a job.
     *
     * @param job the job
     * @param steps whether it has ended steps, which a retry from the start forgets
     * @return at least the one that looks at it
     */
    public static JobDetail.Calls of(JobRecord job, boolean steps) {
        String id = job.id().value();
        List<JobDetail.Call> calls = new ArrayList<>();
        calls.add(call("look", "Look at it", "curl \"$ACTUATOR/mayflyjobs/" + id + "\""));
        if (job.state() == JobState.RUNNING) {
            calls.add(
                    call(
                            "stack",
                            "See where it stands, on its node",
                            "curl \"$ACTUATOR/mayflyjobs/" + id + "/stack\""));
        }
        switch (job.state()) {
            case FAILED, CANCELLED -> {
                calls.add(action("retry", "Retry it", "retry", id));
                if (steps) {
                    calls.add(
                            action("again", "Retry it from the start", "retry-from-the-start", id));
                }
                calls.add(java("retry", id));
            }
            case SUCCEEDED -> {
                // It has ended well; nothing can be done to it.
            }
            case SCHEDULED, READY, ASSIGNED, AWAITING_RETRY, AWAITING_SIGNAL, BLOCKED, RUNNING -> {
                calls.add(action("cancel", "Cancel it", "cancel", id));
                calls.add(java("cancel", id));
            }
        }
        return new JobDetail.Calls(List.copyOf(calls));
    }

    private static JobDetail.Call action(String key, String label, String action, String id) {
        return call(
                key,
                label,
                "curl -X POST -H 'Content-Type: application/json' -d '{\"action\":\""
                        + action
                        + "\"}' \"$ACTUATOR/mayflyjobs/"
                        + id
                        + "\"");
    }

    private static JobDetail.Call java(String method, String id) {
        return call("java", "In Java", "jobs." + method + "(new JobId(\"" + id + "\"));");
    }

    private static JobDetail.Call call(String key, String label, String text) {
        return new JobDetail.Call("call-" + key, label, text);
    }
}
