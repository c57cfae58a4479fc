package dev.mayfly.console.source.part;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TimeWindow;
import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where in this process a job runs: as which task, and on which carrier. */
public final class JobPlaceParts {

    private static final String NOT_RECORDED =
            "Not recorded: it is from its next turn on, while the timeline is looked at";

    private JobPlaceParts() {}

    /**
     * Where a job runs. A task changes its carrier from turn to turn, and which one it has is told
     * only while somebody records it, so what is said is where its last turn began, or how to have
     * it recorded.
     *
     * @param job the job
     * @param state of the process
     * @param links makes their links
     * @return nothing for a job that does not run in this process
     */
    public static List<JobDetail.Fact> of(JobRecord job, ConsoleState state, Links links) {
        if (job.state() != JobState.RUNNING) {
            return List.of();
        }
        if (!state.isLive()) {
            return List.of(fact("Task", "Which one runs it is not in a dump", null));
        }
        KernelSnapshot kernel = state.kernel();
        return state.jobs()
                .task(job.id())
                .flatMap(id -> find(id, kernel))
                .map(task -> of(task, kernel, state.lastCarrier(task.id()).orElse(null), links))
                .orElse(List.of());
    }

    private static List<JobDetail.Fact> of(
            TaskSnapshot task, KernelSnapshot kernel, @Nullable String carrier, Links links) {
        List<JobDetail.Fact> facts = new ArrayList<>();
        String named = task.id().value() + ", " + task.reason();
        facts.add(fact("Task", named, links.to(new PageRequest.Tasks())));
        if (carrier != null) {
            String last = carrier + ", where its last turn began";
            facts.add(fact("Carrier", last, carriers(links)));
        } else if (ownsCarriers(task.queue(), kernel)) {
            facts.add(fact("Carrier", NOT_RECORDED, carriers(links)));
        }
        return facts;
    }

    private static JobDetail.Fact fact(String label, String value, @Nullable String href) {
        return new JobDetail.Fact(label, value, false, null, href);
    }

    private static Optional<TaskSnapshot> find(TaskId id, KernelSnapshot kernel) {
        return kernel.tasks().stream().filter(task -> task.id().equals(id)).findFirst();
    }

    private static String carriers(Links links) {
        TimeWindow window = TimeWindow.DEFAULT;
        return links.to(
                new PageRequest.Timeline(
                        new TimeWindow(TimeWindow.By.CARRIERS, window.span(), window.until())));
    }

    /** Elsewhere nobody can tell, whoever looks. */
    private static boolean ownsCarriers(String queue, KernelSnapshot kernel) {
        return kernel.queues().stream()
                .filter(each -> each.name().equals(queue))
                .map(QueueSnapshot::engine)
                .anyMatch(engine -> hasCarriers(engine, kernel.engines()));
    }

    private static boolean hasCarriers(String name, List<EngineSnapshot> engines) {
        return engines.stream()
                .anyMatch(engine ->
                        engine.name().equals(name) && engine.details().containsKey("carriers"));
    }
}
