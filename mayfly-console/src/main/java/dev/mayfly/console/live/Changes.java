package dev.mayfly.console.live;

import dev.mayfly.console.view.Fragment;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds what differs from what was sent last. Memory is one model for each part of one page,
 * whatever happens: nothing is queued, and a part that changed ten times between two looks is sent
 * once.
 *
 * <p>Belongs to one thread.
 */
final class Changes {
    private final long shortestNanos;
    private final Map<String, Long> sentWhole = new HashMap<>();
    private Map<String, Fragment> last = Map.of();

    /** Parts with members are sent whole no more often than every so many nanoseconds. */
    Changes(long shortestNanos) {
        this.shortestNanos = shortestNanos;
    }

    List<Fragment> since(List<Fragment> now, long nanos) {
        List<Fragment> changed = new ArrayList<>();
        Map<String, Fragment> sent = new HashMap<>();
        for (Fragment fragment : now) {
            compare(fragment, nanos, changed, sent);
        }
        last = sent;
        return changed;
    }

    private void compare(
            Fragment now, long nanos, List<Fragment> changed, Map<String, Fragment> sent) {
        Fragment before = last.get(now.id());
        if (now.frame() == null) {
            if (before == null || !before.model().equals(now.model())) {
                changed.add(now);
            }
            sent.put(now.id(), now);
            return;
        }
        boolean whole = before == null || !sameFrame(before, now);
        if (whole && before != null && tooSoon(now.id(), nanos)) {
            // The members that are on screen are kept right; those that come and go wait for their
            // moment.
            sent.put(now.id(), before);
            for (Fragment member : now.members()) {
                if (last.containsKey(member.id())) {
                    compare(member, nanos, changed, sent);
                }
            }
            return;
        }
        sent.put(now.id(), now);
        if (whole) {
            sentWhole.put(now.id(), nanos);
            changed.add(now);
            now.members().forEach(member -> sent.put(member.id(), member));
        } else {
            now.members().forEach(member -> compare(member, nanos, changed, sent));
        }
    }

    private boolean tooSoon(String id, long nanos) {
        @Nullable Long at = sentWhole.get(id);
        return at != null && nanos - at < shortestNanos;
    }

    private static boolean sameFrame(Fragment before, Fragment now) {
        if (!Objects.equals(before.frame(), now.frame())
                || before.members().size() != now.members().size()) {
            return false;
        }
        for (int i = 0; i < now.members().size(); i++) {
            if (!before.members().get(i).id().equals(now.members().get(i).id())) {
                return false;
            }
        }
        return true;
    }
}
