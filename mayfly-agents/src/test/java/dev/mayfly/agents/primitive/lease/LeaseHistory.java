package dev.mayfly.agents.primitive.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A resource that leases protect: it looks at the tokens that come, and at who believes to hold a
 * lease at the same time. Belongs to one thread.
 */
final class LeaseHistory {

    private final Map<String, Long> highest = new HashMap<>();
    private final Map<String, Lease> holders = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** A lease was granted just now. */
    void granted(@Nullable Lease lease) {
        if (lease == null) {
            return;
        }
        Long before = highest.put(lease.name(), lease.token());
        if (before != null && before >= lease.token()) {
            faults.add("token %d of %s after %d".formatted(lease.token(), lease.name(), before));
        }
        Lease other = holders.put(lease.name(), lease);
        if (other != null && other.isHeld()) {
            faults.add("%s is held twice: %s and %s".formatted(lease.name(), other, lease));
        }
    }

    void check() {
        assertThat(faults).isEmpty();
    }
}
