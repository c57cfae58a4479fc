package dev.mayfly.console.source;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.overview.Digest;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.TaskList;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskState;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The kernel's live tasks: system tasks first, then those that have started, then those in line,
 * each by age.
 */
final class TaskSource implements PageSource {
    private static final int SHOWN = 100;

    /** To the kernel a task runs until it makes a system call, also where its thread is parked. */
    private static final String ELSEWHERE =
            "a running task is in no system call; one that blocks elsewhere keeps nothing busy";

    private static final Comparator<TaskSnapshot> ORDER =
            Comparator.comparingInt(TaskSource::rank).thenComparing(TaskSnapshot::id);

    private final ConsoleSources sources;

    TaskSource(ConsoleSources sources) {
        this.sources = sources;
    }

    @Override
    public String template() {
        return "tasks";
    }

    @Override
    public String title() {
        return "Tasks";
    }

    @Override
    public String nav() {
        return "tasks";
    }

    @Override
    public List<Fragment> fragments() {
        KernelSnapshot kernel = sources.snapshot();
        List<TaskList.Row> rows =
                kernel.tasks().stream().sorted(ORDER).limit(SHOWN).map(TaskSource::row).toList();
        int hidden = kernel.tasks().size() - rows.size();
        Empty empty =
                rows.isEmpty()
                        ? new Empty(
                                "No task is alive",
                                "Each run of a job is a task; so is whatever runs for Mayfly"
                                        + " itself.",
                                null)
                        : null;
        String note = hidden == 0 ? null : Words.count(hidden) + " more are not shown.";
        List<Fragment> members =
                rows.stream()
                        .map(row -> Fragment.leaf(row.id(), "parts/tasks :: row", row))
                        .toList();
        return List.of(
                Fragment.leaf("task-head", "parts/tasks :: head", head(kernel)),
                new Fragment(
                        "rows",
                        "parts/tasks :: rows",
                        new TaskList.Rows(rows, note, empty),
                        hidden,
                        members));
    }

    private static int rank(TaskSnapshot task) {
        return task.system() ? 0 : task.state() == TaskState.READY && task.runs() == 0 ? 2 : 1;
    }

    private static TaskList.Head head(KernelSnapshot kernel) {
        long running =
                kernel.tasks().stream().filter(task -> task.state() == TaskState.RUNNING).count();
        List<String> facts = new ArrayList<>();
        for (EngineSnapshot engine : kernel.engines()) {
            facts.add(
                    engine.name()
                            + " engine ("
                            + engine.mode()
                            + "): "
                            + engine.running()
                            + " of "
                            + HealthReport.count(engine.parallelism(), Digest.place(engine))
                            + " busy, "
                            + Words.count(engine.ready())
                            + " ready for a turn");
        }
        long calls = kernel.systemCalls().values().stream().mapToLong(n -> n).sum();
        facts.add(Words.count(calls) + " system calls");
        if (running > kernel.engines().stream().mapToLong(EngineSnapshot::running).sum()) {
            facts.add(ELSEWHERE);
        }
        return new TaskList.Head(
                HealthReport.count(kernel.tasks().size(), "live task")
                        + ", "
                        + Words.count(running)
                        + " running",
                facts);
    }

    private static TaskList.Row row(TaskSnapshot task) {
        return new TaskList.Row(
                "task-" + task.id().value(),
                Long.toString(task.id().value()),
                task.name(),
                task.system() ? "the system" : task.queue(),
                Pills.of(task.state()),
                JobLines.sentence(task.reason()),
                task.priority(),
                Words.count(task.runs()),
                Words.duration(task.runTime()),
                task.submittedAt());
    }
}
