package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/** Policies of queues as text. Immutable. */
public final class PolicyJson {

    private PolicyJson() {}

    private record Form(
            @Nullable Integer perNode,
            @Nullable Integer global,
            @Nullable Integer perKey,
            @Nullable Integer permits,
            @Nullable Duration period,
            @Nullable Integer burst,
            @Nullable KeyOrder order,
            @Nullable String engine,
            @Nullable Integer priority,
            @Nullable Pause pause,
            boolean declared,
            String changedBy,
            Instant changedAt) {

        private @Nullable RateLimit rate() {
            return permits == null || period == null || burst == null
                    ? null
                    : new RateLimit(permits, period, burst);
        }

        QueuePolicy toPolicy(String queue, long version) {
            KeyOrder known = order == null ? KeyOrder.NONE : order;
            var limits = new QueueLimits(perNode, global, perKey, rate(), known);
            return new QueuePolicy(
                    queue,
                    limits,
                    new QueueRouting(engine, priority),
                    pause,
                    declared,
                    changedBy,
                    changedAt,
                    version);
        }
    }

    /** {@return a policy as text} */
    public static String text(QueuePolicy policy) {
        QueueLimits limits = policy.limits();
        RateLimit rate = limits.rate();
        return Json.MAPPER.writeValueAsString(
                new Form(
                        limits.perNode(),
                        limits.global(),
                        limits.perKey(),
                        rate == null ? null : rate.permits(),
                        rate == null ? null : rate.period(),
                        rate == null ? null : rate.burst(),
                        limits.order(),
                        policy.routing().engine(),
                        policy.routing().priority(),
                        policy.pause(),
                        policy.declared(),
                        policy.changedBy(),
                        policy.changedAt()));
    }

    /** {@return the policy that a text says} */
    public static QueuePolicy policy(String queue, long version, String text) {
        return Json.MAPPER.readValue(text, Form.class).toPolicy(queue, version);
    }
}
