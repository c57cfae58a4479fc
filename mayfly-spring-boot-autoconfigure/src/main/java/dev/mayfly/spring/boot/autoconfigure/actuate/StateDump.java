package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedJob;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedLease;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedQuorum;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedRecurring;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The state of Mayfly as plain data: texts, numbers and lists, so that it reads the same through
 * any JSON library. Payloads, results, messages of errors and of progress, and log lines are never
 * in it; names, labels and the sentences that say why something waits are.
 *
 * <p>It holds what the console's pages show of one process, so that they can be shown from it
 * alone. All times are ISO 8601 in UTC.
 *
 * @param schema the version of its fields, see {@link #SCHEMA}
 * @param takenAt when
 * @param application the application's name; null where it has none
 * @param node the name of this process
 * @param mode how coroutines run
 * @param accepting whether jobs are accepted
 * @param uptimeMillis since the scheduler was built
 * @param queues by order of definition
 * @param engines by order of definition
 * @param tasks those alive, oldest first
 * @param tasksOmitted how many more there were
 * @param supervisors those that run, by identity
 * @param load how full the kernel is
 * @param waits what tasks wait for
 * @param systemCalls how often each was made
 * @param rejectedTasks how many tasks were refused
 * @param listenerFailures how often a listener threw
 * @param store where jobs are kept
 * @param storeFailure the type of the error with which the store refused to answer: then no job is
 *     in this dump; null where it answered
 * @param jobNames the names of all jobs that are known here
 * @param jobCounts how many jobs are in each state, by queue
 * @param jobsEntered how many jobs ever came into each state, by queue
 * @param jobs those that have not ended, newest first
 * @param jobsOmitted whether there were more
 * @param endedJobs of those that have ended the latest that failed, newest first, and the last runs
 *     of recurring jobs
 * @param recurring jobs that recur
 * @param agents those alive, and what became of messages; null without agents
 * @param shutdown how it ended; null while it runs
 * @param whenStopping the tasks that were alive when the stop began; null while it runs
 * @param problems what is wrong, worst first; null where nobody looks
 * @param problemsGone what was wrong and has gone, the latest first; null where nobody looks
 * @param lintRules what is looked for; null where nobody looks
 */
public record StateDump(
        int schema,
        String takenAt,
        @Nullable String application,
        String node,
        String mode,
        boolean accepting,
        long uptimeMillis,
        List<Queue> queues,
        List<Engine> engines,
        List<Task> tasks,
        long tasksOmitted,
        List<Supervisor> supervisors,
        Load load,
        Waits waits,
        Map<String, Long> systemCalls,
        long rejectedTasks,
        long listenerFailures,
        Store store,
        @Nullable String storeFailure,
        List<String> jobNames,
        Map<String, Map<String, Long>> jobCounts,
        Map<String, Map<String, Long>> jobsEntered,
        List<DumpedJob> jobs,
        boolean jobsOmitted,
        List<DumpedJob> endedJobs,
        List<DumpedRecurring> recurring,
        @Nullable Agents agents,
        @Nullable Shutdown shutdown,
        @Nullable List<Task> whenStopping,
        @Nullable List<LintReport> problems,
        @Nullable List<LintReport> problemsGone,
        @Nullable List<String> lintRules) {

    /**
     * The version of the fields as they are now. It grows when one is renamed, removed or gets
     * another meaning, and not when one is added: readers ignore fields that they do not know.
     */
    public static final int SCHEMA = 2;

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
     * @param children tasks that run without a place of their own, since their parents have one
     * @param skipped tasks that were skipped
     * @param rules limits and pauses that hold on all nodes
     * @param why whether it starts jobs, and why not
     * @param promises what it promises to those who submit jobs
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
            long cancelled,
            int children,
            long skipped,
            @Nullable QueueRules rules,
            @Nullable Why why,
            List<Promise> promises) {}

    /**
     * Limits and pauses of a queue.
     *
     * @param perNode how many jobs at once on each node; null for as many as it is configured to
     * @param global how many at once on all nodes; null for no limit
     * @param perKey how many at once of each key; null for no limit
     * @param ratePermits how many may start within the period; null for no limit
     * @param ratePeriod an ISO 8601 duration; null for no limit
     * @param rateBurst how many may start at once after a rest; null for no limit
     * @param order none, block or overtake
     * @param engine where its jobs run if that was set; null for what each node says
     * @param priority of its jobs if that was set; null for what each node says
     * @param declared whether they are the configuration's
     * @param changedBy who set them
     * @param changedAt when
     * @param pause why it is paused on all nodes; null if it is not
     */
    public record QueueRules(
            @Nullable Integer perNode,
            @Nullable Integer global,
            @Nullable Integer perKey,
            @Nullable Integer ratePermits,
            @Nullable String ratePeriod,
            @Nullable Integer rateBurst,
            String order,
            @Nullable String engine,
            @Nullable Integer priority,
            boolean declared,
            String changedBy,
            String changedAt,
            @Nullable Paused pause) {}

    /**
     * Why something is paused.
     *
     * @param reason as its author wrote it
     * @param by its author
     * @param since when
     */
    public record Paused(String reason, String by, String since) {}

    /**
     * Why something does not run.
     *
     * @param kind for programs, for instance paused
     * @param sentence for people
     */
    public record Why(String kind, String sentence) {}

    /**
     * What a queue promises.
     *
     * @param what delivery, order, loss_window, recovery_bound or duplicates_bound
     * @param value the promise
     * @param because what it rests on
     */
    public record Promise(String what, String value, String because) {}

    /**
     * One engine.
     *
     * @param name its name
     * @param mode how it works
     * @param parallelism how many tasks can have their turn at once
     * @param running how many have
     * @param ready how many wait for theirs
     * @param details figures of its own, those of its carriers among them
     */
    public record Engine(
            String name,
            String mode,
            int parallelism,
            int running,
            int ready,
            Map<String, Long> details) {}

    /**
     * One task.
     *
     * @param id its identity
     * @param name its name
     * @param queue its queue
     * @param parent the task that spawned it, if one did
     * @param scope the task scope that it belongs to, if it does to one
     * @param system whether it is a system task
     * @param state where it is
     * @param reason why it is there
     * @param priority its priority
     * @param submittedAt when it was submitted
     * @param ageMillis since its submission
     * @param runNanos how long it had its turn
     * @param waitNanos how long it waited
     * @param runs how often it had its turn
     * @param throttled how often it had its turn for longer than the quantum
     */
    public record Task(
            long id,
            String name,
            String queue,
            @Nullable Long parent,
            @Nullable String scope,
            boolean system,
            String state,
            String reason,
            int priority,
            String submittedAt,
            long ageMillis,
            long runNanos,
            long waitNanos,
            long runs,
            long throttled) {}

    /**
     * One supervisor.
     *
     * @param id the task that it runs in
     * @param name its name
     * @param parent the supervisor above it, if there is one
     * @param strategy one_for_one, one_for_all, rest_for_one or simple_one_for_one
     * @param restarts how many restarts it allows within the period
     * @param periodMillis the period
     * @param restartsLeft how many it allows from now on
     * @param uptimeMillis since its start
     * @param messages what waits to be worked on
     * @param children in order of start
     * @param stuck tasks that did not end when they were told to
     */
    public record Supervisor(
            long id,
            String name,
            @Nullable Long parent,
            String strategy,
            int restarts,
            long periodMillis,
            int restartsLeft,
            long uptimeMillis,
            int messages,
            List<Child> children,
            List<Long> stuck) {}

    /**
     * One child of a supervisor.
     *
     * @param id its name among its siblings
     * @param status running, restarting or stopped
     * @param task what runs, if anything does
     * @param type worker or supervisor
     * @param restart permanent, transient or temporary
     * @param uptimeMillis since its last start; null unless it runs
     * @param restarts how often it was started again
     */
    public record Child(
            String id,
            String status,
            @Nullable Long task,
            String type,
            String restart,
            @Nullable Long uptimeMillis,
            long restarts) {}

    /**
     * How full the kernel is.
     *
     * @param live tasks that have not ended
     * @param cap how many there may be
     * @param predictedWaitNanos how long a new task will wait, as a forecast has it; null where
     *     nobody can tell
     * @param maxPredictedWaitNanos what is taken for full
     * @param load 0 to 1
     * @param paused whether those who feed the kernel were told to pause
     * @param pauses how often they were
     */
    public record Load(
            long live,
            long cap,
            @Nullable Long predictedWaitNanos,
            long maxPredictedWaitNanos,
            double load,
            boolean paused,
            long pauses) {}

    /**
     * What tasks wait for.
     *
     * @param timers for a time
     * @param signals for a key
     * @param kept signals that nobody has waited for yet
     * @param joins for the end of a task
     * @param channels for a channel
     */
    public record Waits(int timers, int signals, int kept, int joins, int channels) {}

    /**
     * Where jobs are kept.
     *
     * @param type for instance memory
     * @param durable whether jobs outlive the process
     * @param description what a crash loses
     */
    public record Store(String type, boolean durable, String description) {}

    /**
     * The agents.
     *
     * @param alive those that have not ended, by id
     * @param omitted how many more there were
     * @param totals what became of messages since the start
     * @param pace how fast they are
     * @param deadLetters the latest, newest first
     * @param listenerFailures how often a listener threw
     * @param exact false if agents ended all the time while they were counted, so that what those
     *     took may be counted twice or not at all
     * @param leases those that somebody holds or waits for
     * @param quorums questions to groups that are not decided yet; null in a dump of before
     */
    public record Agents(
            List<Agent> alive,
            long omitted,
            AgentTotals totals,
            AgentPace pace,
            List<DeadLetter> deadLetters,
            long listenerFailures,
            boolean exact,
            List<DumpedLease> leases,
            @Nullable List<DumpedQuorum> quorums) {}

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
     * @param high how many make it pressed
     * @param low how many end that
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
            int high,
            int low,
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
     * How fast agents are: moving averages.
     *
     * @param messageLatencyNanos from the sending of a message to its handling; null until one was
     *     looked at
     * @param spawnLatencyNanos from the start of an agent to its first turn; null until one was
     *     looked at
     * @param messagesPerSecond how many messages all of them handle
     */
    public record AgentPace(
            @Nullable Long messageLatencyNanos,
            @Nullable Long spawnLatencyNanos,
            double messagesPerSecond) {}

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
