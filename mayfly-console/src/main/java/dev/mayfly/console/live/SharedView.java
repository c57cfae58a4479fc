package dev.mayfly.console.live;

import dev.mayfly.console.live.Changes.News;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.view.Fragment;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One page as all see it who have it open with the same rights. It is looked at once for each
 * {@link dev.mayfly.console.source.Pulse#tick}, compared once for each screen that differs, and
 * drawn once for each difference; readers who keep pace all have the same on their screens, and
 * share all three.
 *
 * <p>Safe for use by any thread that may block: those who come while it is drawn wait, for they
 * want the same.
 */
final class SharedView {
    private static final long LISTS_WHOLE_EVERY = Duration.ofSeconds(1).toNanos();
    private static final long NOTHING_SEEN = -1;

    private final LiveView page;
    private final LongSupplier ticks;
    private final Renderer renderer;

    // Guarded by this.
    private long tick = NOTHING_SEEN;
    private long lookedAt; // nanoTime
    private List<Fragment> now = List.of();
    private final IdentityHashMap<Shown, Update> updates = new IdentityHashMap<>();
    private final Map<Map<String, Long>, Shown> present = new HashMap<>();

    /**
     * What follows for readers with one and the same screen.
     *
     * @param event what is sent; null when nothing differs
     * @param shown what they have then
     */
    record Update(@Nullable Event event, Shown shown) {}

    SharedView(LiveView page, LongSupplier ticks, Renderer renderer) {
        this.page = page;
        this.ticks = ticks;
        this.renderer = renderer;
    }

    /** What is to be sent to a reader who has this on the screen. */
    synchronized Update since(Shown before) {
        look();
        Update update = updates.get(before);
        if (update == null) {
            update = compare(before);
            updates.put(before, update);
        }
        return update;
    }

    private void look() {
        long latest = ticks.getAsLong();
        if (tick != latest) {
            List<Fragment> fragments = page.source().fragments();
            lookedAt = System.nanoTime();
            now = kept(fragments);
            updates.clear();
            present.clear();
            tick = latest; // last: what throws is tried again
        }
    }

    private Update compare(Shown before) {
        News news = Changes.since(before, now, lookedAt, LISTS_WHOLE_EVERY);
        Shown shown =
                news.isPresent()
                        ? present.computeIfAbsent(news.shown().sentWhole(), whole -> news.shown())
                        : news.shown();
        Event event =
                news.changed().isEmpty()
                        ? null
                        : Event.of(page.key(), renderer.fragments(page.shell(), news.changed()));
        return new Update(event, shown);
    }

    /** What did not change stays the same object: it is compared sooner and held once. */
    private List<Fragment> kept(List<Fragment> fragments) {
        Map<String, Fragment> before = new HashMap<>();
        for (Fragment fragment : now) {
            before.put(fragment.id(), fragment);
            fragment.members().forEach(member -> before.put(member.id(), member));
        }
        return kept(fragments, before);
    }

    private static List<Fragment> kept(List<Fragment> fragments, Map<String, Fragment> before) {
        List<Fragment> kept = new ArrayList<>(fragments.size());
        for (Fragment fragment : fragments) {
            Fragment last = before.get(fragment.id());
            if (fragment.equals(last)) {
                kept.add(last);
            } else if (fragment.members().isEmpty()) {
                kept.add(fragment);
            } else {
                kept.add(
                        new Fragment(
                                fragment.id(),
                                fragment.template(),
                                fragment.model(),
                                fragment.frame(),
                                kept(fragment.members(), before)));
            }
        }
        return kept;
    }
}
