package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes down what happens in a simulation, as text and as a hash of the text, and compares it with
 * what happened before. Belongs to the simulation's thread.
 */
final class Trace implements KernelListener {

    // FNV-1a over the entries' own hashes: Fowler, Noll, Vo, "The FNV Non-Cryptographic Hash
    // Algorithm".
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    /**
     * What {@code Object.toString} ends with, which differs from run to run; and the address in the
     * names of lambdas, which differs from JVM to JVM.
     */
    private static final Pattern IDENTITY = Pattern.compile("(/0x[0-9a-f]+)?@[0-9a-f]{1,8}\\b");

    private final Boundary boundary;
    private final boolean keep;
    private final @Nullable List<String> expected;
    private final List<String> entries = new ArrayList<>();
    private long hash = BASIS;
    private int count;
    private @Nullable SimulationException divergence;

    Trace(Boundary boundary, boolean keep, @Nullable List<String> expected) {
        this.boundary = boundary;
        this.keep = keep;
        this.expected = expected;
    }

    @Override
    public void onEvent(KernelEvent event) {
        if (boundary.isInside()) {
            add(event.toString());
        } else {
            var _ = boundary.crossed("the event " + event + " was caused");
        }
    }

    void add(String text) {
        String entry = text.indexOf('@') < 0 ? text : IDENTITY.matcher(text).replaceAll("@");
        hash = (hash ^ entry.hashCode()) * PRIME;
        if (keep) {
            entries.add(entry);
        }
        compare(entry);
        count++;
    }

    private void compare(String entry) {
        if (expected == null || divergence != null) {
            return;
        }
        String before = count < expected.size() ? expected.get(count) : "(the end)";
        if (!before.equals(entry)) {
            divergence = diverged(before, entry);
        }
    }

    private SimulationException diverged(String before, String now) {
        return new SimulationException(
                "the run differs from the trace at step "
                        + count
                        + "\n  trace: "
                        + before
                        + "\n  now:   "
                        + now);
    }

    /**
     * Throws if anything happened that cannot be simulated, or if the run differs from what is
     * expected; at the end also if it was shorter.
     */
    void check(boolean atEnd) {
        boundary.check();
        if (atEnd && expected != null && divergence == null && count < expected.size()) {
            divergence = diverged(expected.get(count), "(the end)");
        }
        if (divergence != null) {
            throw divergence;
        }
    }

    long hash() {
        return hash;
    }

    List<String> entries() {
        return List.copyOf(entries);
    }
}
