package dev.mayfly.spring.boot.autoconfigure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.Mailbox;
import dev.mayfly.spring.MayflyAgent;
import dev.mayfly.spring.boot.autoconfigure.FailedStart;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads what an application prints whose agents are declared or configured wrongly, as somebody who
 * has to fix it.
 */
@Tag("either-mode")
@ExtendWith(OutputCaptureExtension.class)
class AgentDeclarationFailureTests {

    @TempDir Path folder;

    @Component("desk")
    @MayflyAgent
    static class Neither {}

    @Component("desk")
    @MayflyAgent
    static class Both implements AgentHandler<Tally>, AgentBody<Tally> {
        @Override
        public void onMessage(Tally message, AgentContext<Tally> self) {}

        @Override
        public void run(Mailbox<Tally> mailbox) {}
    }

    @Component("one")
    @MayflyAgent("desk")
    static class One extends Tally.Counting {}

    @Component("two")
    @MayflyAgent("desk")
    static class Two extends Tally.Counting {}

    @Component("desk")
    @MayflyAgent(capacity = 0)
    static class NoRoom extends Tally.Counting {}

    @Component("desk")
    @MayflyAgent(queue = "defualt")
    static class UnknownQueue extends Tally.Counting {}

    @Component("desk")
    @MayflyAgent
    static class Unknown<M> implements AgentHandler<M> {
        @Override
        public void onMessage(M message, AgentContext<M> self) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Hidden {
        @Bean
        AgentHandler<Tally> desk() {
            return new One();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Taken {
        @Bean
        Object early(AgentRuntime runtime) {
            return runtime.spawn("desk", Tally.Counting::new);
        }
    }

    @Test
    void neitherHandlerNorBodyIsNamedWithWhatToImplement(CapturedOutput output) {
        assertThat(FailedStart.with(output, Neither.class))
                .contains(
                        "@MayflyAgent on the bean \"desk\" (AgentDeclarationFailureTests.Neither)")
                .contains("neither an AgentHandler nor an AgentBody")
                .contains("Implement AgentHandler<Message>");
    }

    @Test
    void handlerAndBodyInOneIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, Both.class))
                .contains("implements both AgentHandler and AgentBody")
                .contains("Make two beans of it");
    }

    @Test
    void twoAgentsOfOneNameAreBothNamed(CapturedOutput output) {
        assertThat(FailedStart.with(output, One.class, Two.class))
                .contains("The name \"desk\" is already taken by @MayflyAgent on the bean \"one\"")
                .contains("@MayflyAgent on the bean \"two\"")
                .contains("@MayflyAgent(name = \"desk-2\")");
    }

    @Test
    void mailboxWithoutRoomIsRefusedWithTheUsualSize(CapturedOutput output) {
        assertThat(FailedStart.with(output, NoRoom.class))
                .contains("capacity = 0 is no size of a mailbox")
                .contains("1000 is usual");
    }

    @Test
    void queueOfAnAgentThatDoesNotExistIsNamedWithTheOneThatWasMeant(CapturedOutput output) {
        assertThat(FailedStart.with(output, UnknownQueue.class))
                .contains("There is no queue \"defualt\"")
                .contains("Did you mean \"default\"?");
    }

    @Test
    void unknownTypeOfMessagesIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, Unknown.class))
                .contains("type of the agent's messages is not known")
                .contains("class Desk implements AgentHandler<Order>");
    }

    @Test
    void annotationThatABeanMethodHidesIsFound(CapturedOutput output) {
        assertThat(FailedStart.with(output, Hidden.class))
                .contains("hides the annotation of its class")
                .contains("Return One, or annotate the method");
    }

    @Test
    void nameThatTheApplicationTookItselfIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, Taken.class, One.class))
                .contains("there is an agent \"desk\" already")
                .contains("Give it a name");
    }

    @Test
    void unknownDefaultQueueIsNamedWithKeyLineAndFix(CapturedOutput output) throws IOException {
        assertThat(FailedStart.withYaml(output, folder, "mayfly.agents.queue: actors"))
                .contains("There is no queue \"actors\"")
                .contains("Key:    mayfly.agents.queue")
                .contains("application.yml] - 1:22")
                .contains("mayfly.queues.actors.engine=coroutine");
    }

    @Test
    void negativeTimeoutIsRefused(CapturedOutput output) throws IOException {
        assertThat(FailedStart.withYaml(output, folder, "mayfly.agents.shutdown-timeout: -1s"))
                .contains("Key:    mayfly.agents.shutdown-timeout")
                .contains("A duration cannot be negative");
    }

    @Test
    void mistypedKeyIsNamedWithTheOneThatWasMeant(CapturedOutput output) throws IOException {
        assertThat(FailedStart.withYaml(output, folder, "mayfly.agents.shutdown-timout: 1s"))
                .contains("Mayfly does not know the key 'mayfly.agents.shutdown-timout'")
                .contains("Did you mean 'mayfly.agents.shutdown-timeout'?")
                .contains("At that place there are: enabled, queue, shutdown-timeout.");
    }
}
