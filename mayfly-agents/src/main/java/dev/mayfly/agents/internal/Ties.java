package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.Termination;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What links an agent to others: children, those who wait for its end, those who wait for room.
 * Most agents never need any, so it is made when the first is asked for.
 *
 * <p>Thread rule: safe for use by any thread; everything is guarded by this.
 */
final class Ties {

    private final Set<Cell<?>> children = new LinkedHashSet<>();
    private final CompletableFuture<Termination> termination = new CompletableFuture<>();
    private @Nullable CompletableFuture<@Nullable Void> room;
    private @Nullable Throwable escalated;
    private boolean barren;

    // ---- children

    /** Adds a child; false once the agent takes none any more. */
    synchronized boolean adopt(Cell<?> child) {
        return !barren && children.add(child);
    }

    synchronized void gone(Cell<?> child) {
        children.remove(child);
    }

    synchronized boolean hasChildren() {
        return !children.isEmpty();
    }

    /** Those alive, youngest first, as they are to end. */
    synchronized List<AgentRef<?>> children() {
        return List.copyOf(new ArrayList<AgentRef<?>>(children).reversed());
    }

    /** Takes no more children, or does again. */
    synchronized void barren(boolean none) {
        barren = none;
    }

    /** A child has failed and its parent is to fail for it. */
    synchronized void escalate(Throwable cause) {
        if (escalated == null) {
            escalated = cause;
        }
    }

    synchronized @Nullable Throwable takeEscalated() {
        Throwable cause = escalated;
        escalated = null;
        return cause;
    }

    // ---- the end

    CompletableFuture<Termination> termination() {
        return termination;
    }

    // ---- room

    /** What completes when there is room again. */
    synchronized CompletableFuture<@Nullable Void> room() {
        CompletableFuture<@Nullable Void> waited = room;
        if (waited == null) {
            waited = new CompletableFuture<>();
            room = waited;
        }
        return waited;
    }

    /** Wakes those who wait for room. */
    void roomMade() {
        CompletableFuture<@Nullable Void> waited;
        synchronized (this) {
            waited = room;
            room = null;
        }
        if (waited != null) {
            waited.complete(null);
        }
    }

    synchronized boolean isRoomAwaited() {
        return room != null;
    }
}
