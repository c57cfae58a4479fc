package dev.mayfly.console.source.agent;

import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.console.render.Words;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Where mailboxes are going, by how fast messages came and were handled while somebody looked:
 * moving averages over some five seconds. It is a forecast for as long as both go on like that, and
 * is said only once it rests on three seconds of looks.
 *
 * <p>Safe for use by any thread. Those that nobody has looked at for a minute are forgotten.
 */
public final class MailboxTrends {
    private static final long SHORTEST_STEP = Duration.ofMillis(200).toNanos();
    private static final long KNOWN_AFTER = Duration.ofSeconds(3).toNanos();
    private static final long FORGOTTEN_AFTER = Duration.ofMinutes(1).toNanos();
    private static final double MEMORY = Duration.ofSeconds(5).toNanos();
    private static final double FARTHEST = 3_600; // seconds
    private static final double A_SECOND = 1e9;

    /** A mailbox that changes by less than a message in ten seconds stands. */
    private static final double SLOWEST = 0.1;

    private final Map<Long, Trend> byAgent = new HashMap<>(); // guarded by this
    private long sweptAt; // guarded by this

    private static final class Trend {
        final long since;
        long at;
        long handled;
        int length;
        double growth; // messages a second
        String words = "";

        Trend(AgentSnapshot agent, long now) {
            this.since = now;
            this.at = now;
            this.handled = agent.handled();
            this.length = agent.length();
        }

        void look(AgentSnapshot agent, long now) {
            double step = now - at;
            double came = (double) (agent.handled() - handled) + (agent.length() - length);
            double went = agent.handled() - handled;
            double weight = at == since ? 1 : 1 - Math.exp(-step / MEMORY);
            growth += weight * ((came - went) * A_SECOND / step - growth);
            at = now;
            handled = agent.handled();
            length = agent.length();
            words = now - since < KNOWN_AFTER ? "" : words(agent);
        }

        private String words(AgentSnapshot agent) {
            if (agent.length() == 0) {
                return "";
            }
            if (agent.length() >= agent.capacity()) {
                return "full";
            }
            if (Math.abs(growth) < SLOWEST) {
                return "";
            }
            double left = growth > 0 ? agent.capacity() - agent.length() : agent.length();
            double seconds = left / Math.abs(growth);
            return seconds > FARTHEST
                    ? ""
                    : (growth > 0 ? "full in " : "empty in ") + Words.coarse(rounded(seconds));
        }

        /** A forecast is not known to the second. */
        private static Duration rounded(double seconds) {
            long unit = seconds < 10 ? 1 : seconds < 60 ? 5 : 60;
            return Duration.ofSeconds(Math.max(1, Math.round(seconds / unit) * unit));
        }
    }

    /**
     * Looks at an agent.
     *
     * @param agent as it is
     * @param now in nanoseconds, of a clock that is not set
     * @return what will become of its mailbox, for instance {@code full in 40 s} or {@code empty in
     *     3 s}; empty if it stands, or nobody knows yet
     */
    public synchronized String of(AgentSnapshot agent, long now) {
        sweep(now);
        Trend trend = byAgent.get(agent.id());
        if (trend == null) {
            trend = new Trend(agent, now);
            byAgent.put(agent.id(), trend);
        } else if (now - trend.at >= SHORTEST_STEP) {
            trend.look(agent, now);
        }
        return trend.words;
    }

    private void sweep(long now) {
        if (now - sweptAt < FORGOTTEN_AFTER) {
            return;
        }
        sweptAt = now;
        for (Iterator<Trend> all = byAgent.values().iterator(); all.hasNext(); ) {
            if (now - all.next().at > FORGOTTEN_AFTER) {
                all.remove();
            }
        }
    }
}
