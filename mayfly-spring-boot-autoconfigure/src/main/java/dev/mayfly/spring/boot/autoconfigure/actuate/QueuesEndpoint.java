package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The queues over HTTP, at {@code /actuator/mayflyqueues} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX: their policies, why they start
 * no jobs, what they promise; and the means to pause, resume and limit them. Whoever may reach an
 * endpoint may write to it, unless {@code management.endpoint.mayflyqueues.access} is {@code
 * read-only}.
 */
@Endpoint(id = "mayflyqueues")
public final class QueuesEndpoint {

    private final Scheduler scheduler;
    private final Jobs jobs;

    /**
     * An endpoint.
     *
     * @param scheduler whose queues
     * @param jobs their rules
     */
    public QueuesEndpoint(Scheduler scheduler, Jobs jobs) {
        this.scheduler = scheduler;
        this.jobs = jobs;
    }

    /**
     * One queue.
     *
     * @param policy its rules
     * @param explanation why it starts no more jobs
     * @param guarantees what it promises
     */
    public record QueueReport(QueuePolicy policy, Explanation explanation, Guarantees guarantees) {}

    /**
     * All queues.
     *
     * @return by name
     */
    @ReadOperation
    public Map<String, QueueReport> queues() {
        var reports = new TreeMap<String, QueueReport>();
        for (QueueSnapshot queue : scheduler.snapshot().queues()) {
            reports.put(queue.name(), report(queue.name()));
        }
        return reports;
    }

    /**
     * One queue.
     *
     * @param queue its name
     * @return its report; null, which is 404 over HTTP, if there is none
     */
    @ReadOperation
    public @Nullable QueueReport queue(@Selector String queue) {
        return exists(queue) ? report(queue) : null;
    }

    private boolean exists(String queue) {
        return scheduler.snapshot().queues().stream().anyMatch(q -> q.name().equals(queue));
    }

    private QueueReport report(String queue) {
        return new QueueReport(
                jobs.queues().policy(queue),
                jobs.queues().explain(queue),
                jobs.queues().guarantees(queue));
    }

    /**
     * Changes a queue.
     *
     * @param queue its name
     * @param action {@code pause}, {@code resume}, {@code limit}, {@code route} or {@code reset}
     * @param reason why it is paused
     * @param perNode for {@code limit}: how many run at once on each node; left as it is if absent,
     *     no limit if 0
     * @param global for {@code limit}: how many run at once on all nodes, as {@code perNode}
     * @param perKey for {@code limit}: how many of one key run at once, as {@code perNode}
     * @param keyOrder for {@code limit}: {@code none}, {@code block} or {@code overtake}; left as
     *     it is if absent
     * @param permits for {@code limit}: how many start within the period on all nodes; the rate is
     *     left as it is if absent, and none if 0
     * @param period for a rate: within how long, {@code 1s} or {@code PT1M}; that of the rate
     *     before if absent, a second if there was none
     * @param burst for a rate: how many at once after a rest, 1 if absent
     * @param engine for {@code route}: the engine that its jobs run on; left as it is if absent,
     *     the configured one if blank
     * @param priority for {@code route}: of jobs that ask for none; left as it is if absent, the
     *     configured one if 0
     * @param security who asks, which becomes the author
     * @return the queue afterwards; null, which is 404 over HTTP, if there is none
     */
    @WriteOperation
    public @Nullable QueueReport change(
            @Selector String queue,
            String action,
            @Nullable String reason,
            @Nullable Integer perNode,
            @Nullable Integer global,
            @Nullable Integer perKey,
            @Nullable KeyOrder keyOrder,
            @Nullable Integer permits,
            @Nullable Duration period,
            @Nullable Integer burst,
            @Nullable String engine,
            @Nullable Integer priority,
            SecurityContext security) {
        if (!exists(queue)) {
            return null;
        }
        String by = author(security);
        try {
            switch (action) {
                case "pause" -> jobs.queues().pause(queue, reason == null ? "" : reason, by);
                case "resume" -> jobs.queues().resume(queue, by);
                case "reset" -> jobs.queues().reset(queue, by);
                case "limit" -> {
                    QueueLimits limits = changed(queue, perNode, global, perKey, keyOrder);
                    jobs.queues().limit(queue, withRate(limits, permits, period, burst), by);
                }
                case "route" -> jobs.queues().route(queue, routing(queue, engine, priority), by);
                default ->
                        throw new IllegalArgumentException(
                                "action \""
                                        + action
                                        + "\" is none of pause, resume, limit, route and reset");
            }
        } catch (IllegalArgumentException wrong) {
            String why = String.valueOf(wrong.getMessage());
            throw new InvalidEndpointRequestException(why, why, wrong);
        }
        return report(queue);
    }

    private static String author(SecurityContext security) {
        Principal principal = security.getPrincipal();
        return principal == null ? "anonymous" : principal.getName();
    }

    private QueueRouting routing(
            String queue, @Nullable String engine, @Nullable Integer priority) {
        if (engine == null && priority == null) {
            throw new IllegalArgumentException(
                    "action \"route\" needs an \"engine\" or a \"priority\"; blank and 0 are those"
                            + " of the configuration");
        }
        QueueRouting now = jobs.queues().policy(queue).routing();
        String on = engine == null ? now.engine() : engine.isBlank() ? null : engine;
        return new QueueRouting(on, changed(now.priority(), priority));
    }

    private QueueLimits changed(
            String queue,
            @Nullable Integer perNode,
            @Nullable Integer global,
            @Nullable Integer perKey,
            @Nullable KeyOrder order) {
        QueueLimits now = jobs.queues().policy(queue).limits();
        return new QueueLimits(
                changed(now.perNode(), perNode),
                changed(now.global(), global),
                changed(now.perKey(), perKey),
                now.rate(),
                order == null ? now.order() : order);
    }

    private static QueueLimits withRate(
            QueueLimits limits,
            @Nullable Integer permits,
            @Nullable Duration period,
            @Nullable Integer burst) {
        if (permits == null) {
            if (period != null || burst != null) {
                throw new IllegalArgumentException(
                        "a period or a burst without \"permits\" says nothing; name all of the"
                                + " rate");
            }
            return limits;
        }
        if (permits == 0) {
            return limits.withRate(null);
        }
        RateLimit before = limits.rate();
        Duration within =
                period != null ? period : before != null ? before.period() : Duration.ofSeconds(1);
        return limits.withRate(new RateLimit(permits, within, burst == null ? 1 : burst));
    }

    private static @Nullable Integer changed(@Nullable Integer now, @Nullable Integer wanted) {
        return wanted == null ? now : wanted == 0 ? null : wanted;
    }
}
