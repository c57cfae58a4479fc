package dev.mayfly.examples.trading;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.primitive.shard.RingShard;
import dev.mayfly.agents.primitive.shard.Shard;
import dev.mayfly.examples.trading.Message.ToExecutor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which executor has which symbols. Belongs to the risk manager. */
final class Roster {

    private final Map<String, AgentRef<ToExecutor>> executors = new LinkedHashMap<>();
    private Shard shard = RingShard.of();

    /** Adds an executor; returns what changed, for people. */
    String join(AgentRef<ToExecutor> executor) {
        executors.put(executor.name(), executor);
        return change(executor.name() + " joins", shard.with(executor.name()));
    }

    /** Removes an executor, which ends when it has done what it has; returns what changed. */
    String leave(String name) {
        AgentRef<ToExecutor> executor = executors.remove(name);
        if (executor != null) {
            executor.stop();
        }
        return change(name + " leaves", shard.without(name));
    }

    private String change(String event, Shard next) {
        List<String> moved = moved(shard, next);
        int stay = Market.SYMBOLS.size() - moved.size();
        shard = next;
        return "%s: %s move, the other %d stay".formatted(event, String.join(" ", moved), stay);
    }

    /** The symbols whose owner is another. */
    static List<String> moved(Shard before, Shard after) {
        if (before.members().isEmpty()) {
            return Market.SYMBOLS;
        }
        var moved = new ArrayList<String>();
        for (String symbol : Market.SYMBOLS) {
            if (!before.owner(symbol).equals(after.owner(symbol))) {
                moved.add(symbol);
            }
        }
        return moved;
    }

    /** Who trades a symbol. */
    AgentRef<ToExecutor> ownerOf(String symbol) {
        AgentRef<ToExecutor> owner = executors.get(shard.owner(symbol));
        if (owner == null) {
            throw new IllegalStateException(symbol + " belongs to nobody on the roster");
        }
        return owner;
    }

    /** All, in the order they joined. */
    Collection<AgentRef<ToExecutor>> executors() {
        return executors.values();
    }
}
