package dev.mayfly.errorprone;

import org.junit.jupiter.api.Test;

/** What questions carry, as {@code AgentRef} takes it. */
class QuestionTests {

    @Test
    void whatAQuestionCarriesIsGone() {
        follows(
                """
                dev.mayfly.agents.agent.AgentRef<Object> agent = null;
                agent.askLater(iso, (text, reply) -> text, java.time.Duration.ofSeconds(1));
                // BUG: Diagnostic contains: iso may
                b.send(iso);
                Iso<String> second = next();
                agent.ask(second, (text, reply) -> text, java.time.Duration.ofSeconds(1));
                // BUG: Diagnostic contains: second may
                second.take();
                """);
    }

    @Test
    void whatAQuestionCarriesIsPerhapsGoneAlsoWhereNoAnswerComes() {
        follows(
                """
                dev.mayfly.agents.agent.AgentRef<Object> agent = null;
                try {
                    agent.ask(iso, (text, reply) -> text, java.time.Duration.ofSeconds(1));
                } catch (dev.mayfly.agents.agent.AskException e) {
                    // BUG: Diagnostic contains: iso may
                    b.send(iso);
                }
                """);
    }

    @Test
    void whatAQuestionWasToCarryMayBeSentWhereItIsStillThere() {
        follows(
                """
                dev.mayfly.agents.agent.AgentRef<Object> agent = null;
                try {
                    agent.ask(iso, (text, reply) -> text, java.time.Duration.ofSeconds(1));
                } catch (dev.mayfly.agents.agent.MailboxFullException e) {
                    if (!iso.isConsumed()) {
                        b.send(iso);
                    }
                }
                """);
    }

    private static void follows(String body) {
        Snippet.compile(IsoUsedAfterSend.class, body);
    }
}
