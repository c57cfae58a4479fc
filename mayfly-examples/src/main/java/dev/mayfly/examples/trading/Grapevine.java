package dev.mayfly.examples.trading;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.primitive.broadcast.Broadcast;
import dev.mayfly.agents.primitive.broadcast.GossipSettings;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.Heard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * How the closing bell reaches everybody: whoever has heard it tells three others. Who has gone
 * home is told, too, since nobody keeps a list; that makes a dead letter and no harm.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Grapevine {

    /** With a dozen on the floor, all have heard after 60 ms. */
    static final GossipSettings GOSSIP = new GossipSettings(3, 7, Duration.ofMillis(10), 100);

    private final AgentRuntime agents;
    private final long seed;
    private final List<AgentRef<? super Heard>> floor = new CopyOnWriteArrayList<>();
    private final AtomicLong turnedAway = new AtomicLong();

    Grapevine(AgentRuntime agents, long seed) {
        this.agents = agents;
        this.seed = seed;
    }

    /** Takes part: hands what it hears to the listener, once, and passes it on. */
    Broadcast<Bell> join(AgentRef<? super Heard> member, Consumer<Bell> listener) {
        floor.add(member);
        return gossip(member.name(), listener);
    }

    /** Rings the bell. */
    void ring(Bell bell) {
        var _ = gossip("the bell", heard -> {}).publish(Val.of(bell));
    }

    /** Whoever has no room for it hears it from somebody else. */
    private void whisper(AgentRef<? super Heard> member, Heard heard) {
        if (member.trySend(Val.of(heard)) == SendResult.FULL) {
            turnedAway.incrementAndGet();
        }
    }

    /** How many whispers met a full mailbox. */
    long turnedAway() {
        return turnedAway.get();
    }

    private Broadcast<Bell> gossip(String name, Consumer<Bell> listener) {
        return agents.<AgentRef<? super Heard>, Bell>gossip(
                name,
                () -> floor.stream().filter(member -> !member.name().equals(name)).toList(),
                (member, rumour) -> whisper(member, new Heard(rumour)),
                listener,
                GOSSIP,
                seed ^ name.hashCode());
    }
}
