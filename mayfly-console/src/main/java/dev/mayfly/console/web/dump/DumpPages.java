package dev.mayfly.console.web.dump;

import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.dump.DumpShelf;
import dev.mayfly.console.dump.DumpState;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.Shell;
import dev.mayfly.console.view.dump.DumpList;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pages below {@value #PATH}: the list of dumps with the form that opens one, and below {@value
 * #PATH}{@code /ID} all pages of the console, made from that dump.
 */
public final class DumpPages {

    /** Where dumps are, below the console's path. */
    public static final String PATH = "/dumps";

    private static final AuditTrail NOTHING_DONE = new AuditTrail(entry -> {});

    private final DumpShelf shelf;
    private final Clock clock;

    /**
     * Pages of the dumps on a shelf.
     *
     * @param shelf keeps them
     * @param clock the wall clock, and the zone of times that are typed without one
     */
    public DumpPages(DumpShelf shelf, Clock clock) {
        this.shelf = shelf;
        this.clock = clock;
    }

    /**
     * A page of a dump.
     *
     * @param base the dump's own path, where its overview is, without a slash at the end
     * @param path the path below it
     * @param sources open its pages
     * @param banner what stands above each of them
     */
    public record Inside(String base, String path, ConsoleSources sources, Shell.Dump banner) {}

    /**
     * Finds the dump that an address is about.
     *
     * @param base the console's path as the browser sees it
     * @param path the path below it
     * @return empty if it is about none, or one that is not kept
     */
    public Optional<Inside> inside(String base, String path) {
        if (!path.startsWith(PATH + "/")) {
            return Optional.empty();
        }
        String rest = path.substring(PATH.length() + 1);
        int slash = rest.indexOf('/');
        String id = slash < 0 ? rest : rest.substring(0, slash);
        String below = slash < 0 ? "" : rest.substring(slash);
        return shelf.find(id)
                .map(kept ->
                        new Inside(
                                base + PATH + "/" + id,
                                below,
                                new ConsoleSources(
                                        kept.state(),
                                        NOTHING_DONE,
                                        false,
                                        TraceLink.NONE,
                                        clock.getZone()),
                                banner(kept.state(), base)));
    }

    private Shell.Dump banner(DumpState state, String base) {
        Duration age = Duration.between(state.now(), clock.instant());
        return new Shell.Dump(
                title(state),
                state.now(),
                Words.coarse(age.isNegative() ? Duration.ZERO : age),
                state.notes(),
                base + PATH);
    }

    private static String title(DumpState state) {
        return state.application().isEmpty()
                ? "node " + state.node()
                : state.application() + ", node " + state.node();
    }

    /**
     * The list of dumps.
     *
     * @param base the console's path as the browser sees it
     * @param refusal why this reader may not open one; null if the reader may
     * @return a page that stands still
     */
    public PageSource list(String base, @Nullable String refusal) {
        return new ListPage(base, refusal);
    }

    /**
     * Opens a dump.
     *
     * @param json its text
     * @param by who opens it
     * @return the path of its overview, below the console's
     * @throws dev.mayfly.console.dump.DumpException if it cannot be read; says why
     */
    public String open(byte[] json, String by) {
        Instant now = clock.instant();
        return PATH + "/" + shelf.open(json, now, by).id() + "/";
    }

    /**
     * Forgets a dump.
     *
     * @param id which
     * @return true if it was kept
     */
    public boolean close(String id) {
        return shelf.close(id);
    }

    private final class ListPage implements PageSource {
        private final String base;
        private final @Nullable String refusal;

        ListPage(String base, @Nullable String refusal) {
            this.base = base;
            this.refusal = refusal;
        }

        @Override
        public String template() {
            return "dumps";
        }

        @Override
        public String title() {
            return "State dumps";
        }

        @Override
        public String nav() {
            return "dumps";
        }

        @Override
        public boolean isLive() {
            return false;
        }

        @Override
        public List<Fragment> fragments() {
            List<DumpList.Row> rows = shelf.all().stream().map(this::row).toList();
            return List.of(
                    Fragment.leaf(
                            "dumps",
                            "dumps",
                            new DumpList(rows, base + PATH + "/open", DumpShelf.MOST, refusal)));
        }

        private DumpList.Row row(DumpShelf.Kept kept) {
            return new DumpList.Row(
                    DumpPages.title(kept.state()),
                    base + PATH + "/" + kept.id() + "/",
                    kept.state().now(),
                    "opened by " + kept.openedBy() + ", " + size(kept.bytes()),
                    base + PATH + "/" + kept.id() + "/close");
        }

        private static String size(int bytes) {
            return Words.count(Math.max(1, bytes / 1024)) + " KiB";
        }
    }
}
