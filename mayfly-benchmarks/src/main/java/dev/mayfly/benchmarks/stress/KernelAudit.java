package dev.mayfly.benchmarks.stress;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

import java.util.ArrayList;
import java.util.List;

/** What a kernel says of itself that must be zero where no task is alive. */
final class KernelAudit {

    private KernelAudit() {}

    static List<Check> of(Scheduler scheduler, Tally tally) {
        KernelSnapshot now = scheduler.snapshot();
        List<String> tasks =
                now.tasks().stream()
                        .map(task -> task.id() + " " + task.name() + " " + task.reason())
                        .toList();
        List<String> queues = new ArrayList<>();
        now.queues()
                .forEach(queue -> {
                    if (queue.running() + queue.waiting() + queue.children() != 0) {
                        queues.add(queue.toString());
                    }
                });
        List<String> engines = new ArrayList<>();
        now.engines()
                .forEach(engine -> {
                    if (engine.running() + engine.ready() != 0
                            || engine.details().getOrDefault("processes", 0L) != 0) {
                        engines.add(engine.toString());
                    }
                });
        List<String> supervisors = now.supervisors().stream().map(s -> s.name()).toList();
        return List.of(
                new Check("tasks", tasks),
                Check.zero("tasks by the count of events", tally.alive()),
                Check.zero("tasks by the load", now.load().live()),
                new Check("supervisors", supervisors),
                new Check("places in queues", queues),
                new Check("turns on engines", engines),
                Check.zero("timers", now.waits().timers()),
                Check.zero("waits for signals", now.waits().signals()),
                Check.zero("waits for ends", now.waits().joins()),
                Check.zero("waits for channels", now.waits().channels()),
                Check.zero("failures of listeners", now.listenerFailures()));
    }
}
