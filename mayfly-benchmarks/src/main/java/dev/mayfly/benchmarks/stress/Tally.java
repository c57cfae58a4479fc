package dev.mayfly.benchmarks.stress;

import dev.mayfly.engine.wasm.SandboxException;
import dev.mayfly.kernel.engine.process.CommandFailedException;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.supervise.ChildStartException;
import dev.mayfly.kernel.supervise.ShutdownException;
import dev.mayfly.kernel.task.ScopeFailedException;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskTimeoutException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, and keeps failures that no storm wanted. */
final class Tally implements KernelListener {

    private static final int MOST_STRANGE = 20;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Throwable> strange = new ConcurrentHashMap<>();
    private final LongAdder submitted = new LongAdder();
    private final LongAdder ended = new LongAdder();

    @Override
    public void onEvent(KernelEvent event) {
        switch (event) {
            case KernelEvent.TaskSubmitted e -> submitted.increment();
            case KernelEvent.TaskFinished e -> {
                ended.increment();
                count("tasks " + e.state().name().toLowerCase(java.util.Locale.ROOT));
                count("tasks on " + e.queue());
                if (e.error() != null && !isWanted(e.error())) {
                    strange(e.queue() + " " + e.error(), e.error());
                }
            }
            case KernelEvent.TaskRejected e -> count("tasks refused");
            case KernelEvent.CarrierHeld e -> count("carriers held");
            case KernelEvent.TaskThrottled e -> count("turns past the quantum");
            case KernelEvent.SupervisorStarted e -> count("supervisors started");
            case KernelEvent.SupervisorEscalated e -> count("supervisors that gave up");
            case KernelEvent.ChildRestarting e -> count("restarts of children");
            case KernelEvent.ChildStuck e -> count("children left behind for a while");
            default -> {}
        }
    }

    private static boolean isWanted(Throwable error) {
        return switch (error) {
            case Planned e -> true;
            case TaskTimeoutException e -> true;
            case TaskRejectedException e -> true;
            case TaskCancelledException e -> true;
            case ShutdownException e -> true;
            case CommandFailedException e -> true;
            case SandboxException e -> true;
            case ChildStartException e -> true;
            case ScopeFailedException e -> e.getCause() == null || isWanted(e.getCause());
            default -> false;
        };
    }

    void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /** Keeps something that should not have happened; the same once. */
    void strange(String what, Throwable error) {
        if (strange.size() < MOST_STRANGE) {
            strange.putIfAbsent(what, error);
        }
    }

    /** Submitted less ended: what the kernel's events say is alive. */
    long alive() {
        // In this order, or a task that ends in between would count as one too few.
        long gone = ended.sum();
        return submitted.sum() - gone;
    }

    Map<String, Long> counts() {
        var sums = new LinkedHashMap<String, Long>();
        sums.put("tasks submitted", submitted.sum());
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> sums.put(entry.getKey(), entry.getValue().sum()));
        return sums;
    }

    Map<String, Throwable> strange() {
        return Map.copyOf(strange);
    }
}
