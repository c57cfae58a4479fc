package dev.mayfly.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The page of agents as it is sent to a browser. */
@Timeout(120)
@SpringBootTest(
        classes = ConsoleTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "spring.application.name=agents"
        })
class AgentsPageTests {

    private static final String HOSTILE = ConsoleTestApplication.HOSTILE;

    @LocalServerPort int port;

    @BeforeAll
    static void play(@Autowired AgentRuntime runtime) throws Exception {
        AgentBody<String> idle = mailbox -> mailbox.task().awaitSignal("over");
        AgentRef<String> agent =
                runtime.spawn(AgentSpec.body(() -> idle).named(HOSTILE).capacity(10));
        for (int i = 0; i < 8; i++) {
            agent.tell(HOSTILE);
        }
        AgentBody<String> brief = mailbox -> {};
        AgentRef<String> gone = runtime.spawn(AgentSpec.body(() -> brief).named("brief"));
        gone.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
        gone.tell("top-secret");
    }

    /** An agent that does not end would hold up the end of the JVM. */
    @AfterAll
    static void end(@Autowired Scheduler scheduler) {
        var _ = scheduler.signal("over");
    }

    private String page(String path) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(60))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .value(
                        "Content-Security-Policy",
                        policy -> assertThat(policy).doesNotContain("unsafe"))
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    @Test
    void agentsAreListedWithTheirMailboxes() {
        assertThat(page("/mayfly/agents"))
                .contains(
                        "<title>Agents · Mayfly</title>",
                        "1 live agent, 1 pressed",
                        "aria-label=\"Mailbox: 8 of 10\"",
                        "max=\"10\" value=\"8\"",
                        "class=\"pressed\"",
                        "<span>Pressed</span>",
                        "body, normal priority")
                .contains("href=\"/mayfly/agents\" aria-current=\"page\"")
                .contains("data-live=\"/agents\"");
    }

    @Test
    void deadLettersAreListedWithoutTheirContents() {
        assertThat(page("/mayfly/agents"))
                .contains("Dead letters", ">String</span>", "to brief", "took no messages any more")
                .doesNotContain("top-secret");
    }

    @Test
    void everyValueIsText() {
        assertThat(page("/mayfly/agents"))
                .contains("&lt;script&gt;alert(2)&lt;/script&gt;")
                .doesNotContain("<img", "<script>", "onerror=alert(1)>")
                .doesNotContainPattern("(?i)\\son[a-z]+=\"")
                .doesNotContainPattern("(?i)<style|\\sstyle=");
    }
}
