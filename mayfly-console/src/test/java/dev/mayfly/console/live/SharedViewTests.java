package dev.mayfly.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.live.SharedView.Update;
import dev.mayfly.console.render.CsrfField;
import dev.mayfly.console.render.Renderer;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.Shell;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** One page, many readers: what is done once, and what stays each one's own. */
class SharedViewTests {
    private static final Shell SHELL =
            new Shell(
                    "t",
                    "jobs",
                    "/mayfly",
                    "/mayfly/assets/x",
                    null,
                    null,
                    "app",
                    false,
                    "",
                    null,
                    null);

    private final Renderer renderer = new Renderer(InstantSource.system(), ZoneId.of("UTC"));
    private final AtomicLong tick = new AtomicLong();
    private final Page page = new Page();
    private final SharedView view = new SharedView(live(Rights.ALL), tick::get, renderer);

    /** Has a form, a text, and counts how often it is looked at. */
    private static final class Page implements PageSource {
        int looks;
        String text = "first";

        @Override
        public String template() {
            return "jobs";
        }

        @Override
        public String title() {
            return "Jobs";
        }

        @Override
        public String nav() {
            return "jobs";
        }

        @Override
        public List<Fragment> fragments() {
            looks++;
            Action run = new Action("Run", null, "/mayfly/demo", "Run it", "Runs.", false, null);
            Empty empty = new Empty("Nothing", text, null, List.of(), run);
            return List.of(
                    Fragment.leaf(
                            "pager", "parts/jobs :: pager", new JobList.Pager(null, null, "")),
                    Fragment.leaf(
                            "rows",
                            "parts/jobs :: rows",
                            new JobList.Rows(List.of(), true, empty, false)));
        }
    }

    private LiveView live(Rights rights) {
        return new LiveView("/jobs", rights, page, SHELL);
    }

    private void change(String text) {
        page.text = text;
        tick.incrementAndGet();
    }

    private String text(Update update, CsrfField... fields) {
        @Nullable Event event = Objects.requireNonNull(update.event());
        return event.to(Event.filling(renderer.hidden(List.of(fields)))).rest();
    }

    @Test
    void aThousandReadersCostOneLookAndOneDrawing() {
        Update first = view.since(Shown.NOTHING);
        for (int reader = 1; reader < 1_000; reader++) {
            assertThat(view.since(Shown.NOTHING)).isSameAs(first);
        }
        assertThat(page.looks).isEqualTo(1);
        assertThat(text(first)).contains("Nothing", "first");

        change("second");
        Update second = view.since(first.shown());
        for (int reader = 1; reader < 1_000; reader++) {
            assertThat(view.since(first.shown())).isSameAs(second);
        }
        assertThat(page.looks).isEqualTo(2);
        assertThat(text(second)).contains("second").doesNotContain("pager");
    }

    @Test
    void nothingIsSentToWhomNothingHasChangedFor() {
        Shown shown = view.since(Shown.NOTHING).shown();
        tick.incrementAndGet();
        assertThat(view.since(shown).event()).isNull();
    }

    @Test
    void whoMissedSomethingAndWhoComesLaterHaveTheSameOnTheirScreens() {
        Shown early = view.since(Shown.NOTHING).shown();
        change("second");
        Shown kept = view.since(early).shown();
        change("third");
        Update late = view.since(Shown.NOTHING);
        assertThat(view.since(kept).shown()).isSameAs(late.shown());
        assertThat(view.since(early).shown()).isSameAs(late.shown());
        assertThat(text(view.since(early))).contains("third").doesNotContain("second");
    }

    @Test
    void aPartThatDidNotChangeIsHeldOnce() {
        Shown before = view.since(Shown.NOTHING).shown();
        change("second");
        Shown after = view.since(before).shown();
        assertThat(after.parts().get("pager")).isSameAs(before.parts().get("pager"));
        assertThat(after.parts().get("rows")).isNotSameAs(before.parts().get("rows"));
    }

    @Test
    void theFieldsOfAFormAreEachReadersOwn() {
        Update update = view.since(Shown.NOTHING);
        String mine = text(update, new CsrfField("_mayfly", "mine"), new CsrfField("_csrf", "<&>"));
        assertThat(mine)
                .contains("<input type=\"hidden\" name=\"_mayfly\" value=\"mine\">")
                .contains("name=\"_csrf\" value=\"&lt;&amp;&gt;\"")
                .doesNotContain("gap-");
        assertThat(text(update, new CsrfField("_mayfly", "yours")))
                .contains("value=\"yours\"")
                .doesNotContain("mine", "gap-");
    }

    @Test
    void aPageIsSharedByThoseWithTheSameRightsAndForgottenAfterTheLast() {
        SharedViews views = new SharedViews(tick::get, renderer);
        SharedView first = views.join(live(Rights.ALL));
        assertThat(views.join(live(Rights.ALL))).isSameAs(first);
        assertThat(views.join(live(Rights.LOOK))).isNotSameAs(first);
        views.leave(live(Rights.ALL));
        assertThat(views.join(live(Rights.ALL))).isSameAs(first);
        views.leave(live(Rights.ALL));
        views.leave(live(Rights.ALL));
        views.leave(live(Rights.LOOK));
        assertThat(views.count()).isZero();
    }

    @Test
    void aLookThatFailedIsTriedAgain() {
        PageSource broken =
                new PageSource() {
                    private boolean tried;

                    @Override
                    public String template() {
                        return "jobs";
                    }

                    @Override
                    public String title() {
                        return "Jobs";
                    }

                    @Override
                    public String nav() {
                        return "jobs";
                    }

                    @Override
                    public List<Fragment> fragments() {
                        if (!tried) {
                            tried = true;
                            throw new IllegalStateException("not now");
                        }
                        return page.fragments();
                    }
                };
        SharedView again =
                new SharedView(
                        new LiveView("/jobs", Rights.ALL, broken, SHELL), tick::get, renderer);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> again.since(Shown.NOTHING))
                .hasMessage("not now");
        assertThat(text(again.since(Shown.NOTHING))).contains("first");
    }
}
