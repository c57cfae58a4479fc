package dev.mayfly.console.source;

import dev.mayfly.console.view.Fragment;

import java.util.List;

/**
 * One open page: the parts it is made of, as they are now. It may remember what it showed, so that
 * rows that left a list are still kept right for a reader who holds the list in place.
 */
public interface PageSource {

    /**
     * The template of the whole page.
     *
     * @return for instance {@code overview}
     */
    String template();

    /**
     * The page's title.
     *
     * @return plain text
     */
    String title();

    /**
     * The entry of the navigation that leads here.
     *
     * @return {@code overview}, {@code jobs}, {@code recurring}, {@code agents}, {@code tasks},
     *     {@code problems} or {@code audit}
     */
    String nav();

    /**
     * Whether the page is kept right while it is read.
     *
     * @return false for one that stands still; it has no stream
     */
    default boolean isLive() {
        return true;
    }

    /**
     * The parts of the page as they are now.
     *
     * @return in the order of display
     */
    List<Fragment> fragments();
}
