package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.mayfly.console.browser.StageApplication.Part;
import dev.mayfly.spring.Mayfly;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a reader sees when the application, one of its nodes or their database is gone. */
class OutageTests {

    /** The application in a process of its own, which can be killed. */
    static final class Killable implements AutoCloseable {
        private final Process process;

        private Killable(Process process) {
            this.process = process;
        }

        static Killable start(String... settings) throws IOException {
            var command =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Killable.class.getName()));
            command.addAll(List.of(settings));
            return new Killable(new ProcessBuilder(command).inheritIO().start());
        }

        /** In that process. */
        public static void main(String[] settings) {
            StageApplication.start(0, settings);
        }

        /** As somebody does who stops it: it may say that it leaves. */
        void terminate() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }

        /** As signal 9 does, without a word to anybody. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() throws InterruptedException {
            kill();
        }
    }

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static Chromium chromium;

    @TempDir Path folder;

    @BeforeAll
    static void open() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void close() {
        chromium.close();
    }

    private static LocatorAssertions.IsHiddenOptions hidden() {
        return new LocatorAssertions.IsHiddenOptions().setTimeout(Visitor.LIMIT);
    }

    @Test
    void aLostConnectionIsShownAndHealsByItself() {
        ConfigurableApplicationContext first = StageApplication.start(0);
        int port =
                Integer.parseInt(first.getEnvironment().getRequiredProperty("local.server.port"));
        try (Visitor visitor = new Visitor(chromium, "http://localhost:" + port + "/mayfly")) {
            Page page = visitor.openLive("/jobs?queue=checksum");
            page.evaluate("window.untouched = true");
            first.close();
            Visitor.assertThat(page.locator("#banner"))
                    .containsText("Connection lost. Figures are from", textLimit());
            Visitor.assertThat(page.locator("#live")).containsText("Not live", textLimit());

            ConfigurableApplicationContext second = StageApplication.start(port);
            try {
                second.getBean(Mayfly.class).submit("checksum", new Part("after.jar", 1));
                Visitor.assertThat(page.locator("#banner")).isHidden(hidden());
                Visitor.assertThat(page.locator("#live")).containsText("Live", textLimit());
                Visitor.assertThat(page.locator("#rows tbody tr")).isVisible(limit());
                Visitor.assertThat(page.locator("#rows")).containsText("checksum", textLimit());
                assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            } finally {
                second.close();
            }
        } finally {
            first.close();
        }
    }

    private EmbeddedPostgres database(int port) throws IOException {
        var builder =
                EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(folder.resolve("programs").toFile())
                        .setDataDirectory(folder.resolve("data"))
                        .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private static String[] settings(EmbeddedPostgres database, String node) {
        return new String[] {
            "mayfly.node-name=" + node,
            "spring.autoconfigure.exclude=",
            "mayfly.store.type=jdbc",
            "mayfly.store.initialize-schema=always",
            "spring.datasource.url=" + database.getJdbcUrl("postgres", "postgres")
        };
    }

    private static Locator node(Page page, String name) {
        return page.locator("#nodes li.node").filter(new Locator.FilterOptions().setHasText(name));
    }

    private static void picture(ConfigurableApplicationContext application) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, 390}) {
                try (Visitor visitor =
                        new Visitor(
                                chromium,
                                StageApplication.console(application),
                                width,
                                scheme,
                                true)) {
                    Page page = visitor.openLive("/");
                    page.locator("#nodes").scrollIntoViewIfNeeded();
                    Pictures.take(page, Pictures.name("nodes", scheme, width));
                }
            }
        }
    }

    @Test
    void aNodeThatLeavesAndOneThatIsKilledAreToldApart() throws Exception {
        try (EmbeddedPostgres database = database(0);
                ConfigurableApplicationContext here =
                        StageApplication.start(0, settings(database, "node-1"));
                Visitor visitor = new Visitor(chromium, StageApplication.console(here))) {
            Page page = visitor.openLive("/");
            Visitor.assertThat(node(page, "node-1")).containsText("this one", textLimit());
            Visitor.assertThat(node(page, "node-1")).containsText("Alive", textLimit());

            try (Killable second = Killable.start(settings(database, "node-2"));
                    Killable third = Killable.start(settings(database, "node-3"))) {
                Visitor.assertThat(node(page, "node-2")).containsText("Alive", textLimit());
                Visitor.assertThat(node(page, "node-3")).containsText("Alive", textLimit());
                for (int i = 0; i < 8; i++) {
                    Part part = new Part("shared-" + i + ".jar", 1);
                    here.getBean(Mayfly.class).submit("inspect-jar", part);
                }
                Visitor.assertThat(node(page, "node-3")).containsText("job", textLimit());
                third.kill();
                second.terminate();
                Visitor.assertThat(node(page, "node-2")).containsText("Left", textLimit());
                Visitor.assertThat(node(page, "node-3")).containsText("Lost", textLimit());
            }
            Visitor.assertThat(page.locator("#health"))
                    .containsText("Node node-3 was lost", textLimit());
            picture(here);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void aPageStaysWhileTheDatabaseIsGoneAndGoesOnWhenItIsBack() throws Exception {
        EmbeddedPostgres first = database(0);
        int port = first.getPort();
        try (ConfigurableApplicationContext here =
                        StageApplication.start(0, settings(first, "node-1"));
                Visitor visitor = new Visitor(chromium, StageApplication.console(here))) {
            Mayfly mayfly = here.getBean(Mayfly.class);
            mayfly.submit("checksum", new Part("before.jar", 1));
            Page open = visitor.openLive("/jobs");
            Visitor.assertThat(open.locator("#rows tbody tr").first())
                    .containsText("Succeeded", textLimit());
            open.evaluate("window.untouched = true");

            first.close();
            Visitor.assertThat(open.locator("#store-gone")).containsText("store", textLimit());
            Visitor.assertThat(open.locator("#rows tbody tr")).hasCount(1);
            Page late = visitor.open("/recurring");
            assertThat(late.content()).contains("comes back by itself");
            Page overview = visitor.open("/");
            Visitor.assertThat(overview.locator("#health"))
                    .containsText("The store of the jobs cannot be reached", textLimit());

            try (EmbeddedPostgres again = database(port)) {
                assertThat(again.getPort()).isEqualTo(port);
                Visitor.assertThat(open.locator("#store-gone")).isHidden(hidden());
                Visitor.assertThat(late.locator("h1")).containsText("Recurring jobs", textLimit());
                mayfly.submit("checksum", new Part("after.jar", 1));
                Visitor.assertThat(open.locator("#rows tbody tr"))
                        .hasCount(
                                2,
                                new LocatorAssertions.HasCountOptions().setTimeout(Visitor.LIMIT));
                assertThat(open.evaluate("window.untouched")).isEqualTo(true);
                here.close(); // before its database
            }
        }
    }
}
