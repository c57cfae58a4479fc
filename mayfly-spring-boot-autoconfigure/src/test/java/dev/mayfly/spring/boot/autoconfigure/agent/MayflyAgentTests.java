package dev.mayfly.spring.boot.autoconfigure.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.Mailbox;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.spring.MayflyAgent;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.List;

/** Beans that are agents, and addresses that are beans. */
@Timeout(120)
class MayflyAgentTests {

    @Component("tally")
    @MayflyAgent(name = "desk")
    static class Desk extends Tally.Counting {}

    @Component("other")
    @MayflyAgent
    static class Other extends Tally.Counting {}

    @Component("prototype")
    @Scope("prototype")
    @MayflyAgent(name = "forgetful")
    static class Forgetful extends Tally.Counting {}

    @Component("scoped")
    @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    @MayflyAgent
    static class Scoped extends Tally.Counting {}

    @Component("small")
    @MayflyAgent(
            name = "${small.name:fallback}",
            capacity = 7,
            overflow = Overflow.REJECT,
            priority = AgentPriority.HIGH,
            onFailure = OnFailure.STOP,
            queue = "other")
    static class Small extends Tally.Counting {}

    @Component("body")
    @MayflyAgent(name = "adder")
    static class Adder implements AgentBody<Tally> {
        @Override
        public void run(Mailbox<Tally> mailbox) {
            int count = 0;
            while (true) {
                switch (mailbox.receive()) {
                    case Tally.Add(int number) -> count += number;
                    case Tally.Get(var replyTo) -> replyTo.tell(count);
                    case Tally.Break(String secret) -> throw new IllegalStateException();
                }
            }
        }
    }

    /** Wants addresses, as any bean would. */
    record Clerk(AgentRef<Tally> desk, AgentRef<Tally> other) {}

    @Configuration(proxyBeanMethods = false)
    static class Clerks {
        @Bean
        Clerk clerk(
                @Qualifier("desk") AgentRef<Tally> desk,
                @Qualifier("other") AgentRef<Tally> other) {
            return new Clerk(desk, other);
        }
    }

    @Test
    void anAddressIsInjectedByTheAgentsName() {
        Runners.agents()
                .withUserConfiguration(Desk.class, Other.class, Clerks.class)
                .run(context -> {
                    Clerk clerk = context.getBean(Clerk.class);
                    clerk.desk().tell(new Tally.Add(2));
                    clerk.desk().tell(new Tally.Add(3));
                    assertThat(Tally.of(clerk.desk())).isEqualTo(5);
                    assertThat(Tally.of(clerk.other())).isZero();
                    assertThat(clerk.desk().name()).isEqualTo("desk");
                    assertThat(clerk.desk().length()).isZero();
                    assertThat(clerk.desk()).hasToString("desk");
                });
    }

    /** Says nothing about names: there is one agent for texts, and one for tallies. */
    @Configuration(proxyBeanMethods = false)
    static class ByType {

        @Bean
        @MayflyAgent
        AgentHandler<List<String>> lines(List<String> heard) {
            return (message, self) -> heard.addAll(message);
        }

        @Bean
        List<String> heard() {
            return new ArrayList<>();
        }

        @Bean
        Runnable speaker(AgentRef<List<String>> lines, AgentRef<Tally> desk) {
            return () -> {
                lines.tell(List.of("one", "two"));
                desk.tell(new Tally.Add(1));
            };
        }
    }

    @Test
    void anAddressIsInjectedByTheTypeOfTheMessagesWhereThatTellsThemApart() {
        Runners.agents()
                .withUserConfiguration(Desk.class, ByType.class)
                .run(context -> {
                    context.getBean(Runnable.class).run();
                    AgentRef<Tally> desk = address(context, "desk");
                    assertThat(Tally.of(desk)).isEqualTo(1);
                    context.getBean(AgentRuntime.class).close();
                    assertThat(context.getBean("heard")).isEqualTo(List.of("one", "two"));
                });
    }

    @SuppressWarnings("unchecked") // the test knows what it started
    private static AgentRef<Tally> address(ApplicationContext context, String agent) {
        return (AgentRef<Tally>) context.getBean(AgentRuntime.class).find(agent).orElseThrow();
    }

    @Test
    void aBodyBeanIsACoroutine() {
        Runners.agents()
                .withUserConfiguration(Adder.class)
                .run(context -> {
                    AgentRef<Tally> adder = address(context, "adder");
                    adder.tell(new Tally.Add(4));
                    assertThat(Tally.of(adder)).isEqualTo(4);
                    assertThat(only(context).style()).isEqualTo("body");
                });
    }

    private static AgentSnapshot only(ApplicationContext context) {
        List<AgentSnapshot> agents = context.getBean(AgentRuntime.class).snapshot().agents();
        assertThat(agents).hasSize(1);
        return agents.getFirst();
    }

    @Test
    void whatTheAnnotationSaysHolds() {
        Runners.agents()
                .withUserConfiguration(Small.class)
                .withPropertyValues("small.name=tiny", "mayfly.queues.other.priority=3")
                .run(context -> {
                    AgentSnapshot small = only(context);
                    assertThat(small.name()).isEqualTo("tiny");
                    assertThat(small.capacity()).isEqualTo(7);
                    assertThat(small.priority()).isEqualTo(AgentPriority.HIGH);
                    AgentRef<Tally> address = address(context, "tiny");
                    address.tell(new Tally.Break("x"));
                    address.termination().toCompletableFuture().join();
                    assertThat(context.getBean(AgentRuntime.class).find("tiny")).isEmpty();
                });
    }

    @Test
    void aPrototypeBeginsAnewAfterAFailureAndASingletonKeepsItsState() {
        Runners.agents()
                .withUserConfiguration(Desk.class, Forgetful.class)
                .run(context -> {
                    for (String name : List.of("desk", "forgetful")) {
                        AgentRef<Tally> agent = address(context, name);
                        agent.tell(new Tally.Add(9));
                        agent.tell(new Tally.Break("x"));
                        assertThat(Tally.of(agent)).as(name).isEqualTo(name.equals("desk") ? 9 : 0);
                    }
                });
    }

    @Test
    void aBeanBehindAScopedProxyIsOneObjectUntilItFails() {
        Runners.agents()
                .withUserConfiguration(Scoped.class)
                .run(context -> {
                    AgentRef<Tally> agent = address(context, "scoped");
                    agent.tell(new Tally.Add(1));
                    agent.tell(new Tally.Add(1));
                    assertThat(Tally.of(agent)).isEqualTo(2);
                });
    }

    /** Sends before it is time. */
    static class Hasty implements InitializingBean {
        private final AgentRef<Tally> desk;
        @Nullable Throwable thrown;

        Hasty(AgentRef<Tally> desk) {
            this.desk = desk;
        }

        @Override
        public void afterPropertiesSet() {
            try {
                desk.tell(new Tally.Add(1));
            } catch (IllegalStateException e) {
                thrown = e;
            }
        }
    }

    @Test
    void whoSendsBeforeTheStartIsToldWhereToSendFromAndNothingIsKept() {
        Runners.agents()
                .withUserConfiguration(Desk.class)
                .withBean(Hasty.class)
                .run(context -> {
                    Hasty hasty = context.getBean(Hasty.class);
                    assertThat(hasty.thrown)
                            .hasMessageContaining("agent \"desk\" has not started")
                            .hasMessageContaining("ApplicationReadyEvent");
                    assertThat(Tally.of(hasty.desk)).isZero();
                });
    }

    @Test
    void whoGetsAnAddressInAMessageGetsTheAgentsOwn() {
        Runners.agents()
                .withUserConfiguration(Desk.class, Other.class, Clerks.class)
                .run(context -> {
                    Clerk clerk = context.getBean(Clerk.class);
                    assertThat(clerk.desk().handOver()).isSameAs(address(context, "desk"));
                    assertThat(clerk.desk().id()).isEqualTo(address(context, "desk").id());
                });
    }

    @Test
    void anAddressOutlivesItsAgent() {
        Runners.agents()
                .withUserConfiguration(Desk.class, Other.class, Clerks.class)
                .run(context -> {
                    AgentRef<Tally> desk = context.getBean(Clerk.class).desk();
                    desk.stop();
                    desk.termination().toCompletableFuture().join();
                    desk.tell(new Tally.Add(1));
                    assertThat(desk.isStopped()).isTrue();
                    assertThat(context.getBean(AgentRuntime.class).snapshot().totals().stopped())
                            .isEqualTo(1);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Unmakable {
        @Bean
        @Scope("prototype")
        @MayflyAgent
        AgentHandler<Tally> unmakable() {
            throw new IllegalStateException("no data source");
        }
    }

    @Test
    void aBeanThatCannotBeMadeStopsTheStart() {
        Runners.agents()
                .withUserConfiguration(Unmakable.class)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("no data source"));
    }

    @Test
    void anInjectionOfAnAgentThatNobodyDeclaresStopsTheStart() {
        Runners.agents()
                .withUserConfiguration(Desk.class, Clerks.class)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void anAgentThatWasNeverStartedIsFound() {
        Runners.agents()
                .run(context ->
                        assertThatThrownBy(() -> address(context, "desk"))
                                .isInstanceOf(java.util.NoSuchElementException.class));
    }
}
