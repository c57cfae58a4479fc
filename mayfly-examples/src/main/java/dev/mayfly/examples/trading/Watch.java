package dev.mayfly.examples.trading;

import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentEvent.Pressure;
import dev.mayfly.agents.event.AgentEvent.Undelivered;
import dev.mayfly.agents.event.AgentListener;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees what no agent can count: messages that nobody handled, and mailboxes that ran full.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Watch implements AgentListener {

    private final Map<String, Long> deadLetters = new ConcurrentHashMap<>();
    private final Map<String, Long> pressed = new ConcurrentHashMap<>();

    @Override
    public void on(AgentEvent event) {
        switch (event) {
            case Undelivered(var letter) ->
                    deadLetters.merge(letter.message().getClass().getSimpleName(), 1L, Long::sum);
            case Pressure(var agent, boolean begins, int _) when begins ->
                    pressed.merge(agent.name(), 1L, Long::sum);
            default -> {}
        }
    }

    /** How many, by the type of the message. */
    Map<String, Long> deadLetters() {
        return new TreeMap<>(deadLetters);
    }

    /** How often its senders were told to slow down, by agent. */
    Map<String, Long> pressed() {
        return new TreeMap<>(pressed);
    }
}
