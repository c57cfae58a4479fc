package dev.mayfly.spring.boot.autoconfigure.lifecycle;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.internal.agent.AgentStarter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts and ends agents with the application.
 *
 * <ul>
 *   <li><b>Start</b>, after jobs may run and before the web server opens its port: the declared
 *       agents begin.
 *   <li><b>Stop of a context that closes:</b> after the web server has finished its requests, which
 *       may still send, and before the jobs drain. Agents take no messages any more and may handle
 *       what they have within the time-out; then the rest becomes dead letters. A job that is still
 *       at work can send no more, and a question of it is answered by {@code STOPPED}.
 *   <li><b>Stop without close</b> (a paused test context, a checkpoint): agents stay, since they
 *       hold state that no start could bring back. Handlers that run on carriers go on; those that
 *       run in tasks, as in portable mode, wait with their queue for the next start.
 * </ul>
 */
public final class AgentsLifecycle
        implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    /** Above that of the scheduler: starts after it and stops before it. */
    public static final int PHASE = MayflyLifecycle.PHASE + 512;

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly");
    private static final int MOST_NAMES = 10;

    private final ApplicationContext context;
    private final AgentRuntime runtime;
    private final AgentStarter starter;
    private final Scheduler scheduler;
    private final HeldQueues held;
    private final Duration timeout;

    private volatile boolean running;
    private volatile boolean closing;
    private boolean begun; // the starting thread's own

    /**
     * A lifecycle that has not started.
     *
     * @param context the application
     * @param runtime where agents live
     * @param starter knows who is to be started
     * @param scheduler what it runs on
     * @param held the queues that a stopped context has paused
     * @param timeout how long agents may drain
     */
    public AgentsLifecycle(
            ApplicationContext context,
            AgentRuntime runtime,
            AgentStarter starter,
            Scheduler scheduler,
            HeldQueues held,
            Duration timeout) {
        this.context = context;
        this.runtime = runtime;
        this.starter = starter;
        this.scheduler = scheduler;
        this.held = held;
        this.timeout = timeout;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /**
     * Whether agents live: also in a context that was stopped and not closed, so that its close
     * ends them within their time-out.
     */
    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * Starts the declared agents, the first time; again, does nothing.
     *
     * @throws dev.mayfly.spring.AgentDeclarationException if one cannot work as it is declared
     */
    @Override
    public void start() {
        if (!begun) {
            begun = true;
            announce(starter.start(runtime));
        }
        running = true;
    }

    private static void announce(List<AgentRef<?>> agents) {
        if (!agents.isEmpty()) {
            log.info(
                    "{} agents have started: {}{}",
                    agents.size(),
                    agents.stream()
                            .limit(MOST_NAMES)
                            .map(AgentRef::name)
                            .collect(Collectors.joining(", ")),
                    agents.size() > MOST_NAMES ? " and others" : "");
        }
    }

    @Override
    public void stop() {
        if (closing) {
            running = false;
            // Where handlers run in tasks, as in portable mode, those of a paused queue never end.
            held.release(scheduler);
            end();
        }
    }

    private void end() {
        AgentsSnapshot before = runtime.snapshot();
        boolean clean = false;
        try {
            clean = runtime.shutdown(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        AgentsSnapshot after = runtime.snapshot();
        if (!clean) {
            log.warn(
                    "{} agents were asked to end and were not done after {}: {} messages were"
                            + " dropped, {} agents are still at work. They get more time by"
                            + " mayfly.agents.shutdown-timeout",
                    before.agents().size(),
                    timeout,
                    after.totals().dropped() - before.totals().dropped(),
                    after.agents().size());
        } else if (!before.agents().isEmpty()) {
            log.info("{} agents have ended, nothing dropped", before.agents().size());
        }
    }

    /** Events of child contexts arrive here too and mean nothing. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            closing = true;
        }
    }
}
