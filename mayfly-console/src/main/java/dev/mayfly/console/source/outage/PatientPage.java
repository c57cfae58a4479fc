package dev.mayfly.console.source.outage;

import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A page in a live stream that outlasts the store: while that is gone, it says so and leaves
 * everything else as it is; then all of it is sent anew.
 *
 * <p>Belongs to one thread, as the page does.
 */
public final class PatientPage implements PageSource {
    private final Supplier<Optional<PageSource>> opening;
    private final Supplier<@Nullable StoreOutage> outage;
    private @Nullable PageSource page;

    /**
     * A page that may not be open yet.
     *
     * @param page the page; null where it could not be opened without the store
     * @param opening opens it; empty if there is nothing to show any more
     * @param outage tells since when the store is gone
     */
    public PatientPage(
            @Nullable PageSource page,
            Supplier<Optional<PageSource>> opening,
            Supplier<@Nullable StoreOutage> outage) {
        this.page = page;
        this.opening = opening;
        this.outage = outage;
    }

    @Override
    public String template() {
        return page == null ? "message" : page.template();
    }

    @Override
    public String title() {
        return page == null ? "" : page.title();
    }

    @Override
    public String nav() {
        return page == null ? "" : page.nav();
    }

    @Override
    public List<Fragment> fragments() {
        try {
            if (page == null) {
                page = opening.get().orElse(null);
            }
            List<Fragment> parts = new ArrayList<>(page == null ? List.of() : page.fragments());
            parts.add(OutageNote.of(null));
            return parts;
        } catch (StoreUnavailableException e) {
            StoreOutage known = outage.get();
            return List.of(
                    OutageNote.of(
                            known != null
                                    ? known
                                    : new StoreOutage(
                                            Instant.now(), String.valueOf(e.getMessage()))));
        }
    }
}
