package dev.mayfly.spring.internal.agent;

import dev.mayfly.agents.agent.AgentRef;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The addresses of declared agents that have started, by name. What is injected before that asks
 * here.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class AgentAddresses {

    private final Map<String, AgentRef<?>> started = new ConcurrentHashMap<>();

    /** Nobody has started. */
    public AgentAddresses() {}

    /**
     * All that have started, those that have ended included.
     *
     * @return in no order
     */
    public Collection<AgentRef<?>> started() {
        return Collections.unmodifiableCollection(started.values());
    }

    void add(AgentRef<?> agent) {
        started.put(agent.name(), agent);
    }

    @Nullable AgentRef<?> find(String name) {
        return started.get(name);
    }
}
