package dev.mayfly.console.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One reader with one browser profile. Whatever goes wrong in a page is remembered. */
public final class Visitor implements AutoCloseable {
    /** A bound, not a wait: every assertion ends as soon as it holds. */
    public static final double LIMIT = 60_000;

    private final BrowserContext context;
    private final String base;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Visitor(Chromium chromium, String base, int width, ColorScheme scheme, boolean scripts) {
        this.base = base;
        this.context =
                chromium.browser()
                        .newContext(
                                new Browser.NewContextOptions()
                                        .setViewportSize(width, 900)
                                        .setColorScheme(scheme)
                                        // What turns is drawn sixty times a second, by the
                                        // processor here.
                                        .setReducedMotion(ReducedMotion.REDUCE)
                                        .setJavaScriptEnabled(scripts));
        context.setDefaultTimeout(LIMIT);
    }

    Visitor(Chromium chromium, String base) {
        this(chromium, base, 1280, ColorScheme.LIGHT, true);
    }

    public Page open(String path) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("error: " + error));
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.navigate(base + path);
        return page;
    }

    /** Opens a page and waits until its stream runs. */
    public Page openLive(String path) {
        Page page = open(path);
        assertThat(locator(page, "#live[data-state=live]")).isVisible(limit());
        return page;
    }

    public static LocatorAssertions assertThat(Locator locator) {
        return PlaywrightAssertions.assertThat(locator);
    }

    static Locator locator(Page page, String selector) {
        return page.locator(selector);
    }

    public static LocatorAssertions.IsVisibleOptions limit() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(LIMIT);
    }

    public static LocatorAssertions.ContainsTextOptions textLimit() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LIMIT);
    }

    /**
     * What browsers complained about: script errors, violations of the content security policy,
     * dialogs.
     */
    public List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        context.close();
    }
}
