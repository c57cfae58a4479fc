package dev.mayfly.console.state.live;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.source.part.Snapshots;
import dev.mayfly.console.state.AgentsState;
import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.state.LintState;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The state of the running application. Pictures are taken now and then, for all who look. */
public final class LiveState implements ConsoleState {
    private final JobsState jobs;
    private final Pace pace;
    private final DemoJob demo;
    private final InstantSource clock;
    private final StoreGuard guard;
    private final Snapshots<KernelSnapshot> kernel;
    private final @Nullable Snapshots<AgentsState> agents;
    private final Snapshots<RecordedLanes> recordings;
    private final RunRecorder recorder;
    private final SharedStacks stacks;
    private final @Nullable Lints lints;

    /**
     * The state of a kernel, its jobs and its agents.
     *
     * @param scheduler the kernel
     * @param jobs the jobs
     * @param agents the agents; null for an application without
     * @param lints what is wrong; null where nobody looks
     * @param recorder what ran when
     * @param pace how fast queues are
     * @param demo what a newcomer is offered
     * @param clock the wall clock that durations on the pages count from
     * @param fresh how old a picture may be
     */
    public LiveState(
            Scheduler scheduler,
            Jobs jobs,
            @Nullable AgentRuntime agents,
            @Nullable Lints lints,
            RunRecorder recorder,
            Pace pace,
            DemoJob demo,
            InstantSource clock,
            Duration fresh) {
        this.guard =
                new StoreGuard(
                        jobs::counters,
                        clock,
                        jobs.store().info().durable() ? StoreGuard.PATIENCE : null);
        this.jobs = new GuardedJobs(new LiveJobs(jobs), guard);
        this.stacks = new SharedStacks(jobs::stack, System::nanoTime);
        this.pace = pace;
        this.demo = demo;
        this.clock = clock;
        this.lints = lints;
        this.kernel = new Snapshots<>(scheduler::snapshot, fresh);
        this.recorder = recorder;
        this.recordings =
                new Snapshots<>(() -> RecordedLanes.of(recorder.look(kernel.get().tasks())), fresh);
        this.agents =
                agents == null
                        ? null
                        : new Snapshots<>(() -> AgentsState.of(agents.snapshot()), fresh);
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public void forgetPictures() {
        kernel.forget();
        recordings.forget();
        if (agents != null) {
            agents.forget();
        }
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public KernelSnapshot kernel() {
        return kernel.get();
    }

    @Override
    public @Nullable AgentsState agents() {
        return agents == null ? null : agents.get();
    }

    @Override
    public @Nullable LintState lints() {
        return lints == null
                ? null
                : new LintState(lints.current(), lints.history(), lints.rules());
    }

    @Override
    public JobsState jobs() {
        return jobs;
    }

    @Override
    public @Nullable StoreOutage outage() {
        return guard.outage();
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public boolean isDemoOffered() {
        return guard.ask(demo::isOffered);
    }

    @Override
    public Optional<RecordedLanes> recording() {
        return Optional.of(recordings.get());
    }

    @Override
    public Optional<String> lastCarrier(TaskId task) {
        return recorder.lastCarrier(task);
    }

    @Override
    public Optional<TaskHandle.Stack> stack(JobId job) {
        return stacks.of(job);
    }
}
