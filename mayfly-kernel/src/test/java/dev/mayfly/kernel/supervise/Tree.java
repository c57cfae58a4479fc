package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A supervisor on a clock that stands still, with children that end when told to. */
final class Tree implements AutoCloseable {

    final SteppableClock clock = new SteppableClock();
    final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    final Scheduler scheduler = Scheduler.builder().clock(clock).listener(this::hear).build();
    private final Map<String, AtomicReference<String>> orders = new ConcurrentHashMap<>();

    private void hear(KernelEvent event) {
        events.add(event);
        switch (event) {
            case KernelEvent.ChildStarted e -> log.add("start " + e.child());
            case KernelEvent.ChildStartFailed e -> log.add("fail " + e.child());
            case KernelEvent.ChildExited e -> log.add(e.exit() + " " + e.child());
            case KernelEvent.ChildStuck e -> log.add("stuck " + e.child());
            case KernelEvent.SupervisorEscalated e -> log.add("escalate " + e.supervisor());
            default -> {}
        }
    }

    Supervisor supervise(Consumer<SupervisorSpec.Builder> settings) {
        try {
            return scheduler.supervise("top", settings);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A worker that waits for an order of {@link #end}. */
    ChildSpec worker(String id) {
        return ChildSpec.worker(id, task -> obey(task, id));
    }

    ChildSpec worker(String id, ChildSpec.Restart restart) {
        return worker(id).withRestart(restart);
    }

    Object obey(TaskContext task, String id) throws IOException {
        task.awaitSignal(id);
        return switch (order(id).get()) {
            case "return" -> "done";
            case "shutdown" -> throw new ShutdownException("asked to");
            default -> throw new IOException("asked to");
        };
    }

    private AtomicReference<String> order(String id) {
        return orders.computeIfAbsent(id, key -> new AtomicReference<>(""));
    }

    /** Tells a worker to end and waits until the tree has dealt with it. */
    void end(String id, String how) {
        order(id).set(how);
        scheduler.signal(id);
        settle();
    }

    /** Cancels a child as a stranger would. */
    void kill(String id) {
        child(id).cancel();
        settle();
    }

    TaskHandle<?> child(String id) {
        return scheduler.snapshot().supervisors().stream()
                .flatMap(s -> s.children().stream())
                .filter(c -> c.id().equals(id) && c.task() != null)
                .map(c -> scheduler.find(c.task()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " does not run"));
    }

    /** Waits until nothing moves any more while time stands still. */
    void settle() {
        AtomicReference<KernelSnapshot> before = new AtomicReference<>();
        Eventually.await(
                "the tree has settled",
                () -> {
                    KernelSnapshot now = scheduler.snapshot();
                    KernelSnapshot last = before.getAndSet(now);
                    return settled(now) && last != null && runs(last).equals(runs(now));
                });
    }

    private boolean settled(KernelSnapshot now) {
        boolean waiting =
                now.tasks().stream()
                        .allMatch(task ->
                                task.state() == TaskState.WAITING
                                        || task.state() == TaskState.SLEEPING
                                        || task.name().contains("stubborn"));
        return waiting
                && now.supervisors().stream()
                        .allMatch(s ->
                                s.messages() == 0
                                        && s.children().stream()
                                                .allMatch(c ->
                                                        c.task() == null
                                                                || scheduler
                                                                        .find(c.task())
                                                                        .isPresent()));
    }

    private static List<String> runs(KernelSnapshot now) {
        return now.tasks().stream().map(task -> task.id() + " " + task.runs()).toList();
    }

    SupervisorSnapshot picture() {
        return scheduler.snapshot().supervisors().getFirst();
    }

    /** What was logged since the last call. */
    List<String> news() {
        List<String> news = List.copyOf(log);
        log.clear();
        return news;
    }

    @Override
    public void close() {
        scheduler.shutdown(Duration.ZERO);
    }
}
