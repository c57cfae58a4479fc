package dev.mayfly.console.live;

import dev.mayfly.console.view.Fragment;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What differs between a screen and the present. Memory is one model for each part of one page,
 * whatever happens: nothing is queued, and a part that changed ten times between two looks is sent
 * once.
 *
 * <p>Made for one comparison, by one thread.
 */
final class Changes {
    private final long shortestNanos;
    private final Shown before;
    private final long nanos;
    private final List<Fragment> changed = new ArrayList<>();
    private final Map<String, Fragment> parts = new HashMap<>();
    private final Map<String, Long> sentWhole = new HashMap<>();
    private boolean delayed;

    private Changes(long shortestNanos, Shown before, long nanos) {
        this.shortestNanos = shortestNanos;
        this.before = before;
        this.nanos = nanos;
        before.sentWhole()
                .forEach((id, at) -> {
                    if (nanos - at < shortestNanos) {
                        sentWhole.put(id, at);
                    }
                });
    }

    /**
     * What is to be sent.
     *
     * @param changed the parts, in the order of display
     * @param shown what the reader has then
     * @param isPresent whether that is all of the present, and nothing waits for its moment
     */
    record News(List<Fragment> changed, Shown shown, boolean isPresent) {}

    /** Parts with members are sent whole no more often than every so many nanoseconds. */
    static News since(Shown before, List<Fragment> now, long nanos, long shortestNanos) {
        Changes changes = new Changes(shortestNanos, before, nanos);
        now.forEach(changes::compare);
        return new News(
                changes.changed, new Shown(changes.parts, changes.sentWhole), !changes.delayed);
    }

    private void compare(Fragment now) {
        Fragment last = before.parts().get(now.id());
        if (now.frame() == null) {
            if (last == null || !last.model().equals(now.model())) {
                changed.add(now);
            }
            parts.put(now.id(), now);
            return;
        }
        boolean whole = last == null || !sameFrame(last, now);
        if (whole && last != null && tooSoon(now.id())) {
            // The members that are on screen are kept right; those that come and go wait for their
            // moment.
            delayed = true;
            parts.put(now.id(), last);
            for (Fragment member : now.members()) {
                if (before.parts().containsKey(member.id())) {
                    compare(member);
                }
            }
            return;
        }
        parts.put(now.id(), now);
        if (whole) {
            sentWhole.put(now.id(), nanos);
            changed.add(now);
            now.members().forEach(member -> parts.put(member.id(), member));
        } else {
            now.members().forEach(this::compare);
        }
    }

    private boolean tooSoon(String id) {
        @Nullable Long at = before.sentWhole().get(id);
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
