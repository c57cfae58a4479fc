package dev.mayfly.console.browser;

import static dev.mayfly.console.browser.Visitor.limit;
import static dev.mayfly.console.browser.Visitor.textLimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** The page of agents while they live: on a desk and on a phone, and never reloaded. */
class AgentsPageTests {

    @RegisterExtension static final ConsoleExtension CONSOLE = new ConsoleExtension();

    private static AgentRuntime agents;
    private static Scheduler scheduler;

    @BeforeAll
    static void start() {
        agents = CONSOLE.bean(AgentRuntime.class);
        scheduler = CONSOLE.bean(Scheduler.class);
    }

    private static void end(AgentRef<?> agent) throws InterruptedException {
        agent.stop();
        assertThat(agents.awaitEnd(Duration.ofMinutes(1), agent)).isTrue();
    }

    private static Locator row(Page page, String name) {
        return page.locator("tr", new Page.LocatorOptions().setHasText(name));
    }

    /** Takes nothing until it is told to go. */
    private static AgentRef<Integer> waiting(String name) {
        AgentBody<Integer> body =
                mailbox -> {
                    mailbox.task().awaitSignal("go, " + name);
                    while (true) {
                        mailbox.receive();
                    }
                };
        return agents.spawn(AgentSpec.body(() -> body).named(name).capacity(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void aLifeIsSeenFromItsStartToItsEnd(int width) throws Exception {
        String name = "desk-at-" + width;
        AgentRef<Integer> first = agents.spawn("first-" + width, () -> (number, self) -> {});
        try (Visitor visitor = CONSOLE.visitor(width, ColorScheme.LIGHT, true)) {
            Page page = visitor.openLive("/agents");
            page.evaluate("window.untouched = true");
            Visitor.assertThat(row(page, first.name())).isVisible(limit());

            AgentRef<Integer> agent = waiting(name);
            Locator row = row(page, name);
            Visitor.assertThat(row).containsText("0 of 10", textLimit());
            for (int i = 0; i < 7; i++) {
                agent.tell(i);
            }
            Visitor.assertThat(row).containsText("7 of 10", textLimit());
            agent.tell(7);
            Visitor.assertThat(row).containsText("8 of 10", textLimit());
            Visitor.assertThat(row).containsText("Pressed", textLimit());
            assertNothingScrollsSideways(page);

            scheduler.signal("go, " + name);
            Visitor.assertThat(row).containsText("0 of 10", textLimit());
            Visitor.assertThat(row.locator("[data-label=Handled]")).containsText("8", textLimit());
            Visitor.assertThat(row).not().containsText("Pressed", textLimit());

            end(agent);
            Visitor.assertThat(row)
                    .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(Visitor.LIMIT));
            Visitor.assertThat(row(page, first.name())).isVisible(limit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertNothingScrollsSideways(page);
            assertThat(visitor.complaints()).isEmpty();
        } finally {
            end(first);
        }
    }

    @Test
    void whatIsSentToOneThatHasEndedIsSeenAsADeadLetter() throws Exception {
        AgentHandler<Integer> handler = (number, self) -> {};
        AgentRef<Integer> agent = agents.spawn("counter", () -> handler);
        try (Visitor visitor = CONSOLE.visitor()) {
            Page page = visitor.openLive("/agents");
            page.evaluate("window.untouched = true");
            Locator row = row(page, "counter");
            Visitor.assertThat(row).containsText("0 of 1", textLimit());
            for (int i = 0; i < 17; i++) {
                agent.tell(i);
            }
            Visitor.assertThat(row.locator("[data-label=Handled]")).containsText("17", textLimit());
            end(agent);
            agent.tell(1);
            Visitor.assertThat(page.locator("#letters"))
                    .containsText("Integer to counter", textLimit());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static void assertNothingScrollsSideways(Page page) {
        assertThat(
                        page.evaluate(
                                "document.documentElement.scrollWidth -"
                                        + " document.documentElement.clientWidth"))
                .as("overflow")
                .isEqualTo(0);
    }
}
