package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.supervise.ChildSpec.Shutdown;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Runs a script on Mayfly, with stepped time, and writes the log that Erlang would. */
final class ScriptRun implements AutoCloseable {

    /** One run of a worker. */
    private static final class Incarnation {

        final TaskContext task;
        volatile Script.How told = Script.How.NORMAL;
        volatile boolean killed;

        Incarnation(TaskContext task) {
            this.task = task;
        }
    }

    private final Tree tree = new Tree();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final Map<String, Incarnation> running = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> starts = new ConcurrentHashMap<>();
    private final UnaryOperator<Script.Sup> fault;

    private ScriptRun(UnaryOperator<Script.Sup> fault) {
        this.fault = fault;
        tree.scheduler.addListener(event -> {
            if (event instanceof KernelEvent.SupervisorStarted started) {
                String name = started.name();
                log.add("begin " + name.substring(name.lastIndexOf('/') + 1));
            }
        });
    }

    static List<String> log(Script script) {
        return log(script, UnaryOperator.identity());
    }

    /** Runs it with a fault planted: a supervisor that behaves as another one should. */
    static List<String> log(Script script, UnaryOperator<Script.Sup> fault) {
        try (var run = new ScriptRun(fault)) {
            run.play(script);
            return List.copyOf(run.log);
        }
    }

    private void play(Script script) {
        Supervisor top;
        try {
            top = start(script.tree());
        } catch (ChildStartException e) {
            log.add("end");
            return;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        tree.settle();
        int second = 0;
        for (Script.Event event : script.events()) {
            tree.clock.advance(Duration.ofSeconds(event.second() - second));
            second = event.second();
            tell(event);
        }
        if (top.task().isDone()) {
            log.add("gave up");
        } else {
            top.task().cancel();
            tree.settle();
        }
        log.add("end");
    }

    private Supervisor start(Script.Node node) throws InterruptedException {
        Scheduler scheduler = tree.scheduler;
        if (node instanceof Script.Dynamic d) {
            var template = new SupervisorSpec.Template("child", d.restart());
            Supervisor top =
                    scheduler.supervise(
                            d.id(),
                            s ->
                                    s.dynamic(template)
                                            .intensity(intensity(d.intensity(), d.period())));
            for (String id : d.children()) {
                top.startChild(task -> {
                    work(task, id, false, null);
                    return 1;
                });
                tree.settle();
            }
            return top;
        }
        return scheduler.supervise(node.id(), s -> fill(s, (Script.Sup) node));
    }

    private void fill(SupervisorSpec.Builder builder, Script.Sup asked) {
        Script.Sup sup = fault.apply(asked);
        builder.strategy(sup.strategy())
                .intensity(intensity(sup.intensity(), sup.period()))
                .autoShutdown(sup.auto());
        for (Script.Node node : sup.children()) {
            builder.child(
                    switch (node) {
                        case Script.Sup s ->
                                mattering(
                                        s.significant(),
                                        ChildSpec.supervisor(s.id(), b -> fill(b, s))
                                                .withRestart(s.restart()));
                        case Script.Worker w -> mattering(w.significant(), worker(w));
                        case Script.Dynamic d -> throw new AssertionError("at the top only");
                    });
        }
    }

    private static ChildSpec mattering(boolean significant, ChildSpec child) {
        return significant ? child.asSignificant() : child;
    }

    private static RestartIntensity intensity(int restarts, int period) {
        return new RestartIntensity(restarts, Duration.ofSeconds(period));
    }

    private ChildSpec worker(Script.Worker worker) {
        String id = worker.id();
        ChildSpec spec =
                ChildSpec.starting(
                        id,
                        (task, start) -> {
                            int nth =
                                    starts.computeIfAbsent(id, key -> new AtomicInteger())
                                            .incrementAndGet();
                            if (worker.fails().contains(nth)) {
                                log.add("fail " + id);
                                throw new IOException("told to");
                            }
                            work(task, id, worker.brutal(), start);
                        });
        return (worker.brutal() ? spec.withShutdown(new Shutdown.BrutalKill()) : spec)
                .withRestart(worker.restart());
    }

    private void work(
            TaskContext task, String id, boolean brutal, SupervisedJob.@Nullable Start start)
            throws IOException {
        var self = new Incarnation(task);
        running.put(id, self);
        log.add("start " + id);
        if (start != null) {
            start.ready();
        }
        try {
            task.awaitSignal(self);
        } catch (TaskCancelledException e) {
            if (!brutal && !self.killed) {
                log.add("stop " + id);
            }
            throw e;
        } finally {
            running.remove(id, self);
        }
        log.add(self.told.name().toLowerCase(java.util.Locale.ROOT) + " " + id);
        switch (self.told) {
            case SHUTDOWN -> throw new ShutdownException("told to");
            case ABNORMAL -> throw new IOException("told to");
            default -> {}
        }
    }

    private void tell(Script.Event event) {
        Incarnation target = running.get(event.id());
        if (target == null) {
            return;
        }
        if (event.how() == Script.How.KILLED) {
            log.add("killed " + event.id());
            target.killed = true;
            tree.scheduler.find(target.task.id()).ifPresent(TaskHandle::cancel);
        } else {
            target.told = event.how();
            tree.scheduler.signal(target);
        }
        tree.settle();
    }

    @Override
    public void close() {
        tree.close();
    }
}
