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
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.console.browser.StageAgents.Officer;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

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

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void aLeaseThatIsGivenBackIsSeenToBeHeldByWhoWaitedForIt(int width) {
        String name = "ledger-at-" + width;
        String closing = "closing-" + width;
        String auditor = "auditor-" + width;
        LeaseTable leases = agents.leases();
        try (Visitor visitor = CONSOLE.visitor(width, ColorScheme.LIGHT, true)) {
            Page page = visitor.openLive("/agents");
            page.evaluate("window.untouched = true");
            Locator lease = item(page, "#leases", name);
            Locator wait = item(page, "#waits", "lease " + name);

            StageAgents.holds(scheduler, leases, name, closing);
            Visitor.assertThat(lease).containsText("held by " + closing, textLimit());
            StageAgents.holds(scheduler, leases, name, auditor);
            Visitor.assertThat(lease).containsText("waited for by " + auditor, textLimit());
            Visitor.assertThat(wait).containsText("waited for by " + auditor, textLimit());
            Visitor.assertThat(wait).containsText("1 waits", textLimit());
            assertNothingScrollsSideways(page);
            lease.scrollIntoViewIfNeeded();
            Pictures.take(page, Pictures.name("leases", ColorScheme.LIGHT, width));

            scheduler.signal("the end of " + closing);
            Visitor.assertThat(lease).containsText("held by " + auditor, textLimit());
            Visitor.assertThat(lease).not().containsText("waited for by", textLimit());
            Visitor.assertThat(wait).hasCount(0, none());

            scheduler.signal("the end of " + auditor);
            Visitor.assertThat(lease).hasCount(0, none());
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void aBoardIsSeenToVoteUntilItHasDecided(int width) {
        String name = "board-at-" + width;
        List<Officer> officers = Stream.of("Ada", "Bob", "Eve", "Joan").map(Officer::new).toList();
        Quorum<String, Boolean> board = agents.quorum(officers, Threshold.of(4, 2)).named(name);
        try (Visitor visitor = CONSOLE.visitor(width, ColorScheme.LIGHT, true)) {
            Page page = visitor.openLive("/agents");
            Locator question = item(page, "#quorums", name);

            StageAgents.start(
                    scheduler,
                    "desk-of-" + name,
                    task -> board.ask("a secret", Duration.ofHours(1)).verdict());
            Visitor.assertThat(question).containsText("waited for by desk-of-board", textLimit());
            Visitor.assertThat(question)
                    .containsText("yet to come: Ada, Bob, Eve, Joan", textLimit());
            Visitor.assertThat(question).containsText("0 agree, 2 of 4 needed", textLimit());
            assertThat(officers.get(1).vote().complete(false)).isTrue();
            assertThat(officers.get(2).vote().complete(true)).isTrue();
            Visitor.assertThat(question).containsText("agree: Bob; dissent: Eve", textLimit());
            Visitor.assertThat(question).containsText("yet to come: Ada, Joan", textLimit());
            Visitor.assertThat(question).containsText("1 agrees, 2 of 4 needed", textLimit());
            assertThat(page.content()).doesNotContain("a secret");
            assertNothingScrollsSideways(page);
            question.scrollIntoViewIfNeeded();
            Pictures.take(page, Pictures.name("quorums", ColorScheme.LIGHT, width));

            assertThat(officers.getFirst().vote().complete(true)).isTrue();
            Visitor.assertThat(question).hasCount(0, none());
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private static Locator item(Page page, String section, String text) {
        return page.locator(section + " li", new Page.LocatorOptions().setHasText(text));
    }

    private static LocatorAssertions.HasCountOptions none() {
        return new LocatorAssertions.HasCountOptions().setTimeout(Visitor.LIMIT);
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
