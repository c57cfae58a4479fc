package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The state of Mayfly as plain data: texts, numbers and lists, so that it reads the same through
 * any JSON library. Payloads and results are never in it, only how long they are.
 *
 * @param schemaVersion changes when a field is renamed, removed or gets another meaning
 * @param takenAt ISO 8601
 * @param node the name of this process
 * @param mode how coroutines run
 * @param accepting whether jobs are accepted
 * @param uptimeMillis since the scheduler was built
 * @param queues by order of definition
 * @param engines by order of definition
 * @param tasks those alive, oldest first
 * @param tasksOmitted how many more there were
 * @param systemCalls how often each was made
 * @param rejectedTasks how many tasks were refused
 * @param listenerFailures how often a listener threw
 * @param store where jobs are kept
 * @param jobCounts how many jobs are in each state, by queue
 * @param jobs those that have not ended, newest first
 * @param jobsOmitted whether there were more
 * @param recurring jobs that recur
 * @param agents those alive, and what became of messages; null without agents
 * @param shutdown how it ended; null while it runs
 * @param whenStopping the tasks that were alive when the stop began; null while it runs
 * @param problems what is wrong, worst first; null where nobody looks
 * @param problemsGone what was wrong and has gone, the latest first; null where nobody looks
 */
public record StateDump(
        String schemaVersion,
        String takenAt,
        String node,
        String mode,
        boolean accepting,
        long uptimeMillis,
        List<Queue> queues,
        List<Engine> engines,
        List<Task> tasks,
        long tasksOmitted,
        Map<String, Long> systemCalls,
        long rejectedTasks,
        long listenerFailures,
        Store store,
        Map<String, Map<String, Long>> jobCounts,
        List<Job> jobs,
        boolean jobsOmitted,
        List<Recurring> recurring,
        @Nullable Agents agents,
        @Nullable Shutdown shutdown,
        @Nullable List<Task> whenStopping,
        @Nullable List<LintReport> problems,
        @Nullable List<LintReport> problemsGone) {

    /** The version of the fields as they are now. */
    public static final String SCHEMA_VERSION = "1";

    /**
     * One queue.
     *
     * @param name its name
     * @param engine its engine
     * @param concurrency its limit; null for none
     * @param priority its priority
     * @param paused whether it starts nothing
     * @param waiting tasks that wait for their start
     * @param running tasks that have started
     * @param completed tasks that completed
     * @param failed tasks that failed
     * @param cancelled tasks that were cancelled
     */
    public record Queue(
            String name,
            String engine,
            @Nullable Integer concurrency,
            int priority,
            boolean paused,
            int waiting,
            int running,
            long completed,
            long failed,
            long cancelled) {}

    /**
     * One engine.
     *
     * @param name its name
     * @param mode how it works
     * @param parallelism how many tasks can have their turn at once
     * @param running how many have
     * @param ready how many wait for theirs
     */
    public record Engine(String name, String mode, int parallelism, int running, int ready) {}

    /**
     * One task.
     *
     * @param id its identity
     * @param name its name
     * @param queue its queue
     * @param parent the task that spawned it, if one did
     * @param system whether it is a system task
     * @param state where it is
     * @param reason why it is there
     * @param priority its priority
     * @param ageMillis since its submission
     * @param runMillis how long it had its turn
     * @param waitMillis how long it waited
     * @param runs how often it had its turn
     */
    public record Task(
            long id,
            String name,
            String queue,
            @Nullable Long parent,
            boolean system,
            String state,
            String reason,
            int priority,
            long ageMillis,
            long runMillis,
            long waitMillis,
            long runs) {}

    /**
     * Where jobs are kept.
     *
     * @param type for instance memory
     * @param durable whether jobs outlive the process
     * @param description what a crash loses
     */
    public record Store(String type, boolean durable, String description) {}

    /**
     * One job.
     *
     * @param id its identity
     * @param name its name
     * @param queue its queue
     * @param state where it stands
     * @param attempts how many have started
     * @param submittedAt ISO 8601
     * @param dueAt ISO 8601; null unless it waits for a time
     * @param payload how long the payload is
     * @param error the type of the last failure, without its message, which may quote the payload
     * @param traceparent the submitter's trace, if there was one
     */
    public record Job(
            String id,
            String name,
            String queue,
            String state,
            int attempts,
            String submittedAt,
            @Nullable String dueAt,
            String payload,
            @Nullable String error,
            @Nullable String traceparent) {}

    /**
     * One recurring job.
     *
     * @param id its identity
     * @param job what it submits
     * @param schedule when, for people
     * @param nextRun ISO 8601; null if there is none
     * @param runs how many it has submitted
     * @param skipped how many it left out because the one before had not ended
     * @param missed how many it left out because the process was down
     * @param pausedReason why it is paused; null if it is not
     * @param pausedBy who paused it; null if it is not
     * @param pausedSince ISO 8601; null if it is not
     */
    public record Recurring(
            String id,
            String job,
            String schedule,
            @Nullable String nextRun,
            long runs,
            long skipped,
            long missed,
            @Nullable String pausedReason,
            @Nullable String pausedBy,
            @Nullable String pausedSince) {}

    /**
     * The agents.
     *
     * @param alive those that have not ended, by id
     * @param omitted how many more there were
     * @param totals what became of messages since the start
     * @param deadLetters the latest, newest first
     * @param listenerFailures how often a listener threw
     * @param exact false if agents ended all the time while they were counted, so that what those
     *     took may be counted twice or not at all
     */
    public record Agents(
            List<Agent> alive,
            long omitted,
            AgentTotals totals,
            List<DeadLetter> deadLetters,
            long listenerFailures,
            boolean exact) {}

    /**
     * One agent.
     *
     * @param id its identity
     * @param name its name
     * @param style handler or body
     * @param state where it is
     * @param parent the name of the agent that started it, if one did
     * @param priority how urgent its turns are
     * @param length messages that wait
     * @param capacity how many may
     * @param pressed whether its senders are told to slow down
     * @param handled messages handled
     * @param failures how often it threw
     * @param restarts how often it has begun anew
     * @param runNanos how long it works on a message, a moving average
     * @param messagesPerSecond how many it handles, a moving average
     * @param cpuShare how much processor time it takes, in seconds a second; left out where nobody
     *     can tell
     */
    public record Agent(
            long id,
            String name,
            String style,
            String state,
            @Nullable String parent,
            String priority,
            int length,
            int capacity,
            boolean pressed,
            long handled,
            long failures,
            long restarts,
            long runNanos,
            double messagesPerSecond,
            @Nullable Double cpuShare) {}

    /**
     * What became of messages.
     *
     * @param sent how often a sender tried
     * @param handled handled, with those over which an agent failed
     * @param failed over which an agent failed
     * @param rejected refused, and their senders' still
     * @param stopped to agents that had ended
     * @param dropped of agents that ended before they came to them
     * @param overflowed made way for newer ones
     * @param spawned agents started
     * @param ended agents ended
     */
    public record AgentTotals(
            long sent,
            long handled,
            long failed,
            long rejected,
            long stopped,
            long dropped,
            long overflowed,
            long spawned,
            long ended) {}

    /**
     * A message that no agent will handle.
     *
     * @param agent whom it was sent to
     * @param message the name of its type; never its content
     * @param reason stopped, dropped or overflow
     * @param time ISO 8601
     */
    public record DeadLetter(String agent, String message, String reason, String time) {}

    /**
     * How a shutdown ended.
     *
     * @param outcome clean or timed_out
     * @param drained tasks that ended by themselves
     * @param cancelled tasks that were cancelled
     * @param tookMillis how long it took
     * @param stuck tasks that did not end even so
     */
    public record Shutdown(
            String outcome, long drained, int cancelled, long tookMillis, List<Task> stuck) {}
}
