package dev.mayfly.spring.boot.autoconfigure.agent;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.spring.MayflyAgent;
import dev.mayfly.spring.boot.autoconfigure.MayflyAgentsAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.AgentsLifecycle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** When agents begin and end, and what makes way for what. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class AgentLifecycleTests {

    @Component("desk")
    @MayflyAgent
    static class Desk extends Tally.Counting {}

    private static void close(AssertableApplicationContext context) {
        ((ConfigurableApplicationContext) context.getSourceApplicationContext()).close();
    }

    /** Handles its first message only when it is allowed to. */
    @Configuration(proxyBeanMethods = false)
    static class Slow {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger handled = new AtomicInteger();

        @Bean
        @MayflyAgent(onFailure = OnFailure.STOP)
        AgentBody<Integer> slow() {
            return mailbox -> {
                while (true) {
                    int _ = mailbox.receive();
                    started.countDown();
                    release.await();
                    handled.incrementAndGet();
                }
            };
        }
    }

    private static AgentRef<Integer> filled(AssertableApplicationContext context, Slow slow)
            throws InterruptedException {
        @SuppressWarnings("unchecked")
        AgentRef<Integer> agent =
                (AgentRef<Integer>) context.getBean(AgentRuntime.class).find("slow").orElseThrow();
        for (int i = 0; i < 100; i++) {
            agent.tell(i);
        }
        assertThat(slow.started.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return agent;
    }

    @Test
    void closingLetsAgentsHandleWhatTheyHaveBeforeTheSchedulerStops(CapturedOutput output) {
        List<String> order = new CopyOnWriteArrayList<>();
        Runners.agents()
                .withUserConfiguration(Slow.class)
                .run(context -> {
                    Slow slow = context.getBean(Slow.class);
                    AgentRef<Integer> agent = filled(context, slow);
                    context.getBean(AgentRuntime.class)
                            .addListener(event -> {
                                if (event instanceof AgentEvent.Ended) {
                                    order.add("agent ended");
                                }
                            });
                    context.getBean(Scheduler.class)
                            .addListener(event -> {
                                if (event instanceof KernelEvent.ShutdownBegun) {
                                    order.add("scheduler stops");
                                }
                            });
                    slow.release.countDown();
                    close(context);
                    assertThat(slow.handled).hasValue(100);
                    assertThat(agent.isStopped()).isTrue();
                    assertThat(order).containsExactly("agent ended", "scheduler stops");
                    assertThat(output).contains("1 agents have ended, nothing dropped");
                });
    }

    @Test
    void closingDropsWhatIsLeftAfterTheTimeoutAndSaysSo(CapturedOutput output) {
        Runners.agents()
                .withUserConfiguration(Slow.class)
                .withPropertyValues(
                        "mayfly.agents.shutdown-timeout=50ms", "mayfly.shutdown.timeout=0")
                .run(context -> {
                    Slow slow = context.getBean(Slow.class);
                    AgentRuntime runtime = context.getBean(AgentRuntime.class);
                    AgentRef<Integer> agent = filled(context, slow);
                    close(context);
                    agent.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
                    assertThat(slow.handled).hasValue(0);
                    assertThat(output)
                            .contains("1 agents were asked to end and were not done after")
                            .contains("mayfly.agents.shutdown-timeout");
                    assertThat(runtime.snapshot().totals().dropped()).isEqualTo(99);
                });
    }

    @Test
    void aContextThatStopsAndStartsKeepsItsAgents() {
        Runners.agents()
                .withUserConfiguration(Desk.class)
                .run(context -> {
                    @SuppressWarnings("unchecked")
                    AgentRef<Tally> desk =
                            (AgentRef<Tally>)
                                    context.getBean(AgentRuntime.class).find("desk").orElseThrow();
                    desk.tell(new Tally.Add(3));
                    var source =
                            (ConfigurableApplicationContext) context.getSourceApplicationContext();
                    source.stop();
                    AgentsLifecycle lifecycle = context.getBean(AgentsLifecycle.class);
                    assertThat(lifecycle.isRunning()).isTrue();
                    source.start();
                    assertThat(Tally.of(desk)).isEqualTo(3);
                    source.stop();
                    source.close();
                    assertThat(lifecycle.isRunning()).isFalse();
                    assertThat(desk.isStopped()).isTrue();
                });
    }

    @Test
    void startIsAnnouncedWithNames(CapturedOutput output) {
        Runners.agents()
                .withUserConfiguration(Desk.class)
                .run(context -> assertThat(output).contains("1 agents have started: desk"));
    }

    @Test
    void failuresAndTheEndOfAnAgentAreLoggedWithoutItsMessage(CapturedOutput output) {
        Runners.agents()
                .withBean(AgentListener.class, () -> event -> {})
                .run(context -> {
                    AgentRuntime runtime = context.getBean(AgentRuntime.class);
                    AgentRef<Tally> agent =
                            runtime.spawn(
                                    dev.mayfly.agents.agent.AgentSpec.<Tally>handler(
                                                    Tally.Counting::new)
                                            .named("fragile")
                                            .onFailure(OnFailure.STOP));
                    agent.tell(new Tally.Break("hunter2"));
                    agent.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
                    close(context);
                    assertThat(output)
                            .contains("Agent \"fragile\" has failed and ends")
                            .contains("broken, as it was told to")
                            .contains("Agent \"fragile\" has failed and is no more")
                            .doesNotContain("hunter2");
                });
    }

    @Test
    void listenersOfTheApplicationHearWhatHappens() {
        List<AgentEvent> heard = new CopyOnWriteArrayList<>();
        Runners.agents()
                .withUserConfiguration(Desk.class)
                .withBean(AgentListener.class, () -> heard::add)
                .run(context -> {
                    close(context);
                    assertThat(heard)
                            .hasAtLeastOneElementOfType(AgentEvent.Started.class)
                            .hasAtLeastOneElementOfType(AgentEvent.Ended.class);
                });
    }

    @Test
    void theApplicationsOwnRuntimeTakesThePlaceAndIsEndedTheSame() {
        Runners.agents()
                .withUserConfiguration(Desk.class)
                .withBean("own", AgentRuntime.class, () -> AgentRuntime.on(scheduler()))
                .run(context -> {
                    assertThat(context).hasSingleBean(AgentRuntime.class).hasBean("own");
                    AgentRuntime own = context.getBean(AgentRuntime.class);
                    assertThat(own.find("desk")).isPresent();
                    close(context);
                    assertThat(own.snapshot().agents()).isEmpty();
                });
    }

    private static Scheduler scheduler() {
        return Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).build();
    }

    @Test
    void switchedOffThereAreNoAgentsAndAnnotatedBeansAreBeans() {
        Runners.agents()
                .withUserConfiguration(Desk.class)
                .withPropertyValues("mayfly.agents.enabled=false")
                .run(context -> {
                    assertThat(context).hasSingleBean(AgentHandler.class);
                    assertThat(context).doesNotHaveBean(AgentRuntime.class);
                    assertThat(context).doesNotHaveBean(AgentRef.class);
                });
    }

    @Test
    void withoutTheModuleTheRestWorks() {
        Runners.agents()
                .withClassLoader(new FilteredClassLoader("dev.mayfly.agents"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(Scheduler.class);
                    assertThat(context).doesNotHaveBean("mayflyAgentRuntime");
                });
    }

    @Test
    void withoutASchedulerThereAreNone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MayflyAgentsAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(AgentRuntime.class));
    }
}
