package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

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
 * @param dump what is said on each page of a dump, absent for the pages of this application
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
        @Nullable Notice notice,
        @Nullable Dump dump) {

    /**
     * The same around a page of a dump, which has a banner in the place of the reason why nothing
     * can be done.
     *
     * @param inside the dump's own path, which its pages are below
     * @param banner the banner
     * @return a copy
     */
    public Shell withDump(String inside, Dump banner) {
        return new Shell(
                title, nav, inside, assets, null, null, application, false, "", null, banner);
    }

    /**
     * What the last action did.
     *
     * @param text one sentence
     * @param tone its colour's meaning
     * @param icon the id of its glyph
     */
    public record Notice(String text, Tone tone, String icon) {}

    /**
     * Says that a page is not of the present.
     *
     * @param title of which application and node the dump is
     * @param takenAt when it was taken
     * @param age how long ago that is
     * @param notes what else is to be known
     * @param leave the list of dumps; null where there is but this one
     */
    public record Dump(
            String title, Instant takenAt, String age, List<String> notes, @Nullable String leave) {

        /** Copies the list. */
        public Dump {
            notes = List.copyOf(notes);
        }

        /**
         * The same where there is no other dump.
         *
         * @return a copy
         */
        public Dump alone() {
            return new Dump(title, takenAt, age, notes, null);
        }
    }
}
