package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

/**
 * What is around every page.
 *
 * @param title the page's title
 * @param nav the current entry of the navigation: {@code overview}, {@code jobs}, {@code
 *     recurring}, {@code agents}, {@code tasks}, {@code problems}, {@code audit} or empty
 * @param base the console's path, for instance {@code /mayfly}; empty when it is the root
 * @param assets the static files' path with their content hash
 * @param stream the live stream's address for this page, absent for a page that does not live
 * @param liveKey the page's key in the stream, absent for a page that does not live
 * @param application the host application's name
 * @param readOnly whether all actions are refused
 * @param readOnlyWhy why they, or some of them, are, naming what would allow them; empty when none
 *     is
 * @param notice what the last action did, absent for none
 */
public record Shell(
        String title,
        String nav,
        String base,
        String assets,
        @Nullable String stream,
        @Nullable String liveKey,
        String application,
        boolean readOnly,
        String readOnlyWhy,
        @Nullable Notice notice) {

    /**
     * What the last action did.
     *
     * @param text one sentence
     * @param tone its colour's meaning
     * @param icon the id of its glyph
     */
    public record Notice(String text, Tone tone, String icon) {}
}
