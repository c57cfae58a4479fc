package dev.mayfly.console.live;

import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.view.Shell;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The pages that are open in any stream. A page is kept for as long as one reader has it.
 *
 * <p>Safe for use by any thread.
 */
final class SharedViews {
    private final LongSupplier ticks;
    private final Renderer renderer;
    private final Map<Key, Open> open = new HashMap<>(); // guarded by this

    /** Whoever differs in one of these is shown something else. */
    private record Key(String page, Rights rights, Shell shell) {
        static Key of(LiveView view) {
            return new Key(view.key(), view.rights(), view.shell());
        }
    }

    private static final class Open {
        final SharedView view;
        int readers;

        Open(SharedView view) {
            this.view = view;
        }
    }

    SharedViews(LongSupplier ticks, Renderer renderer) {
        this.ticks = ticks;
        this.renderer = renderer;
    }

    /** Opens a page for one more reader, who has to {@link #leave} it. */
    synchronized SharedView join(LiveView view) {
        Open page =
                open.computeIfAbsent(
                        Key.of(view), key -> new Open(new SharedView(view, ticks, renderer)));
        page.readers++;
        return page.view;
    }

    /** A reader has closed a page. */
    synchronized void leave(LiveView view) {
        open.computeIfPresent(Key.of(view), (key, page) -> --page.readers == 0 ? null : page);
    }

    /** How many pages are open: for tests. */
    synchronized int count() {
        return open.size();
    }
}
