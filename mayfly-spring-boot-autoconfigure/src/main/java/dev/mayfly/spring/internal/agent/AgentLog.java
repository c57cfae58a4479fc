package dev.mayfly.spring.internal.agent;

import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.kernel.time.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs what nobody might notice otherwise: failures, and agents that are no more because of one. At
 * most one failure a second is written, with its stack trace; those left out are counted on the
 * next line. Messages are not logged: what an exception says is up to whoever throws it.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class AgentLog implements AgentListener {

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly");
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Clock clock;

    /** When the next line may be written, as a reading of the clock. */
    private final AtomicLong next;

    private final AtomicLong leftOut = new AtomicLong();

    /**
     * A log.
     *
     * @param clock the scheduler's
     */
    public AgentLog(Clock clock) {
        this.clock = clock;
        this.next = new AtomicLong(clock.nanoTime());
    }

    @Override
    public void on(AgentEvent event) {
        switch (event) {
            case AgentEvent.Failed failed -> failed(failed);
            case AgentEvent.Ended(Termination end) when end.reason() == Termination.Reason.FAILED ->
                    log.error(
                            "Agent \"{}\" has failed and is no more. What is sent to it becomes a"
                                    + " dead letter. Its last failure: {}",
                            end.agent().name(),
                            String.valueOf(end.cause()));
            default -> {}
        }
    }

    private void failed(AgentEvent.Failed event) {
        long due = next.get();
        long now = clock.nanoTime();
        if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
            leftOut.incrementAndGet();
            return;
        }
        long others = leftOut.getAndSet(0);
        log.warn(
                "Agent \"{}\" has failed and {}{}",
                event.agent().name(),
                words(event.action()),
                others == 0 ? "" : "; before that, " + others + " failures were not logged",
                event.cause());
    }

    private static String words(AgentEvent.Action action) {
        return switch (action) {
            case RESTARTS -> "begins anew";
            case RESUMES -> "goes on as it is";
            case STOPS -> "ends";
            case ESCALATES -> "ends, and its parent fails";
            case NONE -> "was ending anyway";
        };
    }
}
