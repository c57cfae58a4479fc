package dev.mayfly.console.dump;

import dev.mayfly.console.state.AgentsState;
import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.state.LintState;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.spring.boot.autoconfigure.actuate.LintReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of an application as a dump has it. Immutable. */
public final class DumpState implements ConsoleState {
    private final StateDump dump;
    private final Instant takenAt;
    private final KernelSnapshot kernel;
    private final @Nullable AgentsState agents;
    private final @Nullable LintState lints;
    private final JobsState jobs;

    private DumpState(StateDump dump) {
        this.dump = dump;
        takenAt = Places.time("takenAt", dump.takenAt());
        kernel = DumpKernel.of(dump, takenAt);
        StateDump.Agents alive = dump.agents();
        agents = alive == null ? null : Places.one("agents", alive, DumpAgents::of);
        List<LintReport> problems = dump.problems();
        List<LintReport> gone = dump.problemsGone();
        List<String> rules = dump.lintRules();
        lints =
                problems == null
                        ? null
                        : new LintState(
                                Places.each("problems", problems, DumpKernel::lint),
                                gone == null
                                        ? List.of()
                                        : Places.each("problemsGone", gone, DumpKernel::lint),
                                rules == null ? List.of() : rules);
        jobs = new DumpJobs(dump);
    }

    /**
     * Makes the state out of a dump.
     *
     * @param dump with all that it needs
     * @return the state
     * @throws DumpException if a value is none; names its place
     */
    static DumpState of(StateDump dump) {
        return new DumpState(dump);
    }

    /**
     * Whose state it is.
     *
     * @return the application's name, empty if it had none
     */
    public String application() {
        return dump.application() == null ? "" : dump.application();
    }

    /**
     * Which process it is the state of.
     *
     * @return the node's name
     */
    public String node() {
        return dump.node();
    }

    /**
     * What a reader should know of how it was taken, and what was left out.
     *
     * @return sentences, none for a whole dump of a running application
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        StateDump.Shutdown shutdown = dump.shutdown();
        if (shutdown != null) {
            notes.add(
                    "It was taken after a shutdown: "
                            + shutdown.outcome().replace('_', ' ')
                            + ", "
                            + shutdown.drained()
                            + " tasks drained, "
                            + shutdown.cancelled()
                            + " cancelled, "
                            + shutdown.stuck().size()
                            + " stuck.");
        }
        if (DumpKernel.tasksAreOfTheStop(dump)) {
            notes.add("The tasks are those that were alive when the shutdown began.");
        }
        if (dump.storeFailure() != null) {
            notes.add(
                    "The store did not answer (" + dump.storeFailure() + "), so no job is in it.");
        }
        if (dump.tasksOmitted() > 0) {
            notes.add(dump.tasksOmitted() + " more tasks are not in it.");
        }
        if (dump.jobsOmitted()) {
            notes.add(
                    "Of the jobs that had not ended it has the newest " + dump.jobs().size() + ".");
        }
        return notes;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void forgetPictures() {
        // There is no other.
    }

    @Override
    public Instant now() {
        return takenAt;
    }

    @Override
    public KernelSnapshot kernel() {
        return kernel;
    }

    @Override
    public @Nullable AgentsState agents() {
        return agents;
    }

    @Override
    public @Nullable LintState lints() {
        return lints;
    }

    @Override
    public JobsState jobs() {
        return jobs;
    }

    @Override
    public Pace pace() {
        return DumpPace.UNKNOWN;
    }

    @Override
    public boolean isDemoOffered() {
        return false;
    }

    @Override
    public Optional<RecordedLanes> recording() {
        return Optional.empty();
    }
}
