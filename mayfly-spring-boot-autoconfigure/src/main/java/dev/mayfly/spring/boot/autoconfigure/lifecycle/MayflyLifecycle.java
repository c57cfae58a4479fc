package dev.mayfly.spring.boot.autoconfigure.lifecycle;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.spring.boot.autoconfigure.configuration.OwnedCarriers;
import dev.mayfly.spring.internal.DeclaredJob;
import dev.mayfly.spring.internal.JobBeans;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.env.Environment;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts and stops Mayfly with the application.
 *
 * <ul>
 *   <li><b>Beans are made:</b> jobs are accepted and wait.
 *   <li><b>Start</b>, before the web server opens its port: they run.
 *   <li><b>Application ready</b> (runners included): recurring jobs begin.
 *   <li><b>Stop of a context that closes:</b> after the web server has finished its requests, which
 *       may still submit, and before any bean is destroyed, so that jobs find their data sources.
 *       Nothing is accepted any more, what runs may end within the time-out, the rest is cancelled,
 *       one line in the log reports. This blocks the closing thread, so the time-out holds whatever
 *       {@code spring.lifecycle.timeout-per-shutdown-phase} says.
 *   <li><b>Stop without close</b> (a paused test context, a checkpoint): queues start nothing
 *       further until the next start; jobs that run go on. A close after it gives those that run
 *       their time-out, and cancels at once what has not started.
 * </ul>
 */
public final class MayflyLifecycle implements SmartLifecycle, SmartApplicationListener {

    /**
     * Below the phases of the web server: its graceful shutdown is {@code DEFAULT_PHASE - 1024},
     * its stop {@code DEFAULT_PHASE - 2048}, and higher phases stop first.
     */
    public static final int PHASE = DEFAULT_PHASE - 3072;

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly");

    private final ApplicationContext context;
    private final Scheduler scheduler;
    private final Jobs jobs;
    private final JobBeans declared;
    private final HeldQueues held;
    private final Duration timeout;
    private final List<ShutdownListener> listeners;

    private volatile boolean running;
    private volatile boolean closing;
    private volatile boolean over;
    private volatile boolean announced;

    /**
     * A lifecycle that has not started.
     *
     * @param context the application
     * @param scheduler what starts and stops
     * @param jobs what runs on it
     * @param declared tells which jobs recur
     * @param held the queues that wait for the start
     * @param timeout how long jobs may drain
     * @param listeners hear of the end
     */
    public MayflyLifecycle(
            ApplicationContext context,
            Scheduler scheduler,
            Jobs jobs,
            JobBeans declared,
            HeldQueues held,
            Duration timeout,
            List<ShutdownListener> listeners) {
        this.context = context;
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.declared = declared;
        this.held = held;
        this.timeout = timeout;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /**
     * Whether there is something to stop. In a context that was stopped and then closes there is:
     * Spring stops what runs and nothing else, and the scheduler is to end by its own time-out and
     * not when its bean is destroyed.
     */
    @Override
    public boolean isRunning() {
        return running || closing && !over;
    }

    @Override
    public void start() {
        running = true;
        held.release(scheduler);
        if (!announced) {
            announced = true;
            announce();
        }
    }

    private void announce() {
        KernelSnapshot now = scheduler.snapshot();
        StoreInfo store = jobs.store().info();
        long recurring = declared.jobs().stream().filter(job -> job.schedule() != null).count();
        log.info(
                "Mayfly is ready: {} mode, {} queues ({}), {} jobs, {} of them recurring, store"
                        + " \"{}\" ({})",
                now.mode(),
                now.queues().size(),
                now.queues().stream().map(QueueSnapshot::name).collect(Collectors.joining(", ")),
                jobs.registry().names().size(),
                recurring,
                store.type(),
                store.description());
        if (now.mode().equals("portable") && !VirtualThreads.canOwnCarriers()) {
            log.info(
                    "Portable mode: priorities act at system calls only. For carriers of its own,"
                            + " give the JVM an option. {}",
                    String.join("; ", OwnedCarriers.ways()));
        }
    }

    @Override
    public void stop() {
        running = false;
        if (closing) {
            over = true;
            shutDown();
        } else {
            held.hold(scheduler);
        }
    }

    private void shutDown() {
        KernelSnapshot before = scheduler.snapshot();
        long alive = before.tasks().stream().filter(task -> !task.system()).count();
        if (alive > 0) {
            log.info("Mayfly is stopping: {} tasks have {} to end", alive, text(timeout));
        }
        ShutdownReport report = scheduler.shutdown(timeout);
        jobs.close();
        report(report);
        for (ShutdownListener listener : listeners) {
            try {
                listener.stopped(before, report);
            } catch (RuntimeException e) {
                log.warn("A listener of Mayfly's shutdown failed", e);
            }
        }
    }

    private static void report(ShutdownReport report) {
        if (report.outcome() == ShutdownReport.Outcome.CLEAN && report.stuck().isEmpty()) {
            log.info(
                    "Mayfly has stopped, clean, in {}: {} tasks drained",
                    text(report.took()),
                    report.drained());
        } else {
            log.warn(
                    "Mayfly has stopped, timed out, in {}: {} tasks drained, {} cancelled, {}"
                            + " stuck{}",
                    text(report.took()),
                    report.drained(),
                    report.cancelled(),
                    report.stuck().size(),
                    report.stuck().isEmpty()
                            ? ""
                            : report.stuck().stream()
                                    .limit(10)
                                    .map(TaskSnapshot::name)
                                    .collect(Collectors.joining(", ", " (", ")")));
        }
    }

    private static String text(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return tenths < 10 ? duration.toMillis() + " ms" : tenths / 10.0 + " s";
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return ApplicationReadyEvent.class.isAssignableFrom(type)
                || ContextClosedEvent.class.isAssignableFrom(type);
    }

    /**
     * Begins recurring jobs when the application is ready, and notes that it closes. Events of
     * child contexts arrive here too and mean neither.
     *
     * @param event what happened
     */
    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        switch (event) {
            case ApplicationReadyEvent ready when ready.getApplicationContext() == context ->
                    beginRecurring();
            case ContextClosedEvent closed when closed.getApplicationContext() == context ->
                    closing = true;
            default -> {}
        }
    }

    private boolean staysAlive() {
        Environment environment = context.getEnvironment();
        return environment.containsProperty("local.server.port")
                || environment.getProperty("spring.main.keep-alive", Boolean.class, false);
    }

    private void beginRecurring() {
        boolean any = declared.jobs().stream().anyMatch(job -> job.schedule() != null);
        if (any && !staysAlive()) {
            log.info(
                    "Recurring jobs run while the process lives: without a web server set"
                            + " spring.main.keep-alive=true");
        }
        for (DeclaredJob job : declared.jobs()) {
            if (job.schedule() != null) {
                jobs.recurring()
                        .schedule(
                                job.name(),
                                job.name(),
                                job.schedule(),
                                null,
                                JobOptions.DEFAULTS,
                                job.rules());
                log.debug("Job {} runs {}", job.name(), job.schedule().describe());
            }
        }
    }
}
