package dev.mayfly.spring.boot.autoconfigure.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.MayflyAgent;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.MayflyDumpAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.MayflyHealthAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.MayflyMetricsAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyHealthIndicator;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What operators see of agents: metrics, health, a dump. */
@Timeout(120)
class AgentsSeenTests {

    private static final String SECRET = "hunter2";

    @Component("fragile")
    @MayflyAgent(onFailure = OnFailure.STOP)
    static class Fragile extends Tally.Counting {}

    /** For tests with an agent that does not end by itself. */
    private static final String[] IMPATIENT = {
        "mayfly.agents.shutdown-timeout=0", "mayfly.shutdown.timeout=0"
    };

    private static ApplicationContextRunner seen() {
        return Runners.agents()
                .withConfiguration(
                        AutoConfigurations.of(
                                MetricsAutoConfiguration.class,
                                PrometheusMetricsExportAutoConfiguration.class,
                                MayflyMetricsAutoConfiguration.class,
                                MayflyHealthAutoConfiguration.class,
                                MayflyDumpAutoConfiguration.class))
                .withPropertyValues(
                        "management.defaults.metrics.export.enabled=false",
                        "management.prometheus.metrics.export.enabled=true");
    }

    private static List<String> scrape(ApplicationContext context) {
        return ((PrometheusMeterRegistry) context.getBean(MeterRegistry.class))
                .scrape()
                .lines()
                .filter(line -> line.contains("mayfly_agents_"))
                .filter(line -> !isPace(line))
                .toList();
    }

    /** What depends on how fast the machine is. */
    private static boolean isPace(String line) {
        return line.contains("_latency_seconds") || line.contains("_throughput");
    }

    @Test
    void metricsTellHowLongMessagesAndAgentsWaitAndHowManyMessagesAreHandled() {
        seen().run(context -> {
            play(context.getBean(AgentRuntime.class));
            MeterRegistry registry = context.getBean(MeterRegistry.class);

            assertThat(registry.get("mayfly.agents.message.latency").timer().count()).isPositive();
            assertThat(registry.get("mayfly.agents.spawn.latency").timer().count()).isEqualTo(1);
            assertThat(registry.get("mayfly.agents.throughput").gauge().value())
                    .isGreaterThanOrEqualTo(0);
            assertThat(((PrometheusMeterRegistry) registry).scrape())
                    .contains("mayfly_agents_message_latency_seconds_bucket{le=\"0.001\"}")
                    .contains("mayfly_agents_spawn_latency_seconds_bucket{le=\"1.0E-6\"}");
        });
    }

    /** One message handled, one failed over, one dropped, one sent after the end. */
    private static void play(AgentRuntime runtime) throws Exception {
        AgentRef<Tally> brief =
                runtime.spawn(
                        AgentSpec.<Tally>handler(Tally.Counting::new)
                                .named("brief")
                                .onFailure(OnFailure.STOP));
        assertThat(Tally.of(brief)).isZero();
        brief.tell(new Tally.Break(SECRET));
        brief.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
        brief.tell(new Tally.Break(SECRET));
    }

    /** Takes nothing out of its mailbox until it is stopped. */
    private static AgentRef<Tally> idle(AgentRuntime runtime) {
        AgentBody<Tally> body = mailbox -> mailbox.task().awaitSignal("never");
        return runtime.spawn(AgentSpec.body(() -> body).named("idle").capacity(10));
    }

    private static final String PROMISED =
            """
            # HELP mayfly_agents_live Agents that have not ended
            # TYPE mayfly_agents_live gauge
            mayfly_agents_live 1.0
            # HELP mayfly_agents_spawned_total Agents started
            # TYPE mayfly_agents_spawned_total counter
            mayfly_agents_spawned_total 2.0
            # HELP mayfly_agents_messages_total Messages, by what became of them
            # TYPE mayfly_agents_messages_total counter
            mayfly_agents_messages_total{outcome="handled"} 2.0
            mayfly_agents_messages_total{outcome="rejected"} 0.0
            mayfly_agents_messages_total{outcome="stopped"} 1.0
            mayfly_agents_messages_total{outcome="dropped"} 0.0
            mayfly_agents_messages_total{outcome="overflowed"} 0.0
            # HELP mayfly_agents_failures_total Messages over which an agent failed
            # TYPE mayfly_agents_failures_total counter
            mayfly_agents_failures_total 1.0
            # HELP mayfly_agents_mailbox_length Messages that wait, in all mailboxes together
            # TYPE mayfly_agents_mailbox_length gauge
            mayfly_agents_mailbox_length 9.0
            # HELP mayfly_agents_mailbox_pressed Mailboxes whose senders are told to slow down
            # TYPE mayfly_agents_mailbox_pressed gauge
            mayfly_agents_mailbox_pressed 1.0
            """;

    @Test
    void metricsAreThoseThatArePromisedAndNoLabelNamesAnAgent() {
        seen().withPropertyValues(IMPATIENT)
                .run(context -> {
                    AgentRuntime runtime = context.getBean(AgentRuntime.class);
                    play(runtime);
                    AgentRef<Tally> idle = idle(runtime);
                    for (int i = 0; i < 9; i++) {
                        idle.tell(new Tally.Add(i));
                    }
                    assertThat(scrape(context))
                            .containsExactlyInAnyOrderElementsOf(PROMISED.lines().toList());
                });
    }

    @Test
    void metersOfOneScrapeShareAPictureAndTheNextTakesAnother() {
        SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
        seen().withBean(SchedulerCustomizer.class, () -> builder -> builder.clock(clock))
                .run(context -> {
                    AgentRuntime runtime = context.getBean(AgentRuntime.class);
                    assertThat(scrape(context)).contains("mayfly_agents_live 0.0");
                    runtime.spawn("one", Tally.Counting::new);
                    clock.advance(Duration.ofMillis(249));
                    assertThat(scrape(context)).contains("mayfly_agents_live 0.0");
                    clock.advance(Duration.ofMillis(1));
                    assertThat(scrape(context)).contains("mayfly_agents_live 1.0");
                });
    }

    @Test
    void withoutAgentsThereAreNoMetricsOfThem() {
        seen().withPropertyValues("mayfly.agents.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(AgentMetrics.class));
        seen().withClassLoader(new FilteredClassLoader("dev.mayfly.agents"))
                .run(context -> assertThat(context).doesNotHaveBean("mayflyAgentMetrics"));
    }

    private static Health health(ApplicationContext context) {
        return context.getBean(MayflyHealthIndicator.class).health();
    }

    @Test
    void healthHasFiguresOfAgents() {
        seen().run(context -> {
            play(context.getBean(AgentRuntime.class));
            assertThat(health(context).getDetails())
                    .containsEntry("problem", "none")
                    .containsEntry(
                            "agents",
                            Map.of(
                                    "live",
                                    0,
                                    "handled",
                                    2L,
                                    "failed",
                                    1L,
                                    "waiting",
                                    0L,
                                    "deadLetters",
                                    1L,
                                    "rejected",
                                    0L,
                                    "pressed",
                                    0L));
        });
    }

    @Test
    void healthWithoutAgentsSaysNothingOfThem() {
        seen().withPropertyValues("mayfly.agents.enabled=false")
                .run(context ->
                        assertThat(health(context).getDetails()).doesNotContainKey("agents"));
    }

    @Test
    void aDeclaredAgentThatHasFailedForGoodIsAProblemAndNoReasonToGoDown() {
        seen().withUserConfiguration(Fragile.class)
                .run(context -> {
                    AgentRuntime runtime = context.getBean(AgentRuntime.class);
                    @SuppressWarnings("unchecked")
                    var fragile = (AgentRef<Tally>) runtime.find("fragile").orElseThrow();
                    assertThat(health(context).getDetails()).containsEntry("problem", "none");
                    fragile.tell(new Tally.Break(SECRET));
                    fragile.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(health(context).getDetails())
                            .containsEntry(
                                    "problem",
                                    "agent \"fragile\" has failed and is no more: what is sent to"
                                            + " it becomes a dead letter");
                });
    }

    @Test
    void aPressedMailboxIsAProblem() {
        seen().withPropertyValues(IMPATIENT)
                .run(context -> {
                    AgentRef<Tally> idle = idle(context.getBean(AgentRuntime.class));
                    for (int i = 0; i < 8; i++) {
                        idle.tell(new Tally.Add(i));
                    }
                    assertThat(health(context).getDetails())
                            .containsEntry(
                                    "problem",
                                    "1 agents get more messages than they can handle, \"idle\" has"
                                            + " 8 of 10");
                });
    }

    private static String json(Object dump) {
        return JsonMapper.builder().build().writeValueAsString(dump);
    }

    private static void assertRedacted(String json) {
        assertThat(json).doesNotContain(SECRET);
    }

    @Test
    void dumpHasAgentsTotalsAndDeadLettersWithoutTheirContents() {
        seen().withPropertyValues(IMPATIENT)
                .run(context -> {
                    AgentRuntime runtime = context.getBean(AgentRuntime.class);
                    play(runtime);
                    idle(runtime).tell(new Tally.Add(1));
                    StateDump dump = context.getBean(StateDumps.class).take();
                    StateDump.Agents agents = dump.agents();
                    assertThat(agents).isNotNull();
                    assertThat(agents.alive()).hasSize(1);
                    assertThat(agents.alive().getFirst().name()).isEqualTo("idle");
                    assertThat(agents.alive().getFirst().style()).isEqualTo("body");
                    assertThat(agents.alive().getFirst().length()).isEqualTo(1);
                    assertThat(agents.totals().stopped()).isEqualTo(1);
                    assertThat(agents.deadLetters()).hasSize(1);
                    assertThat(agents.deadLetters().getFirst().message())
                            .isEqualTo("redacted, " + Tally.Break.class.getName());
                    assertRedacted(json(dump));
                });
    }

    @Test
    void aDumpThatShowsAMessageIsFound() {
        var leak = new StateDump.DeadLetter("a", new Tally.Break(SECRET).toString(), "stopped", "");
        assertThatThrownBy(() -> assertRedacted(json(leak))).isInstanceOf(AssertionError.class);
    }

    @Test
    void dumpWithoutAgentsHasNone() {
        seen().withPropertyValues("mayfly.agents.enabled=false")
                .run(context ->
                        assertThat(context.getBean(StateDumps.class).take().agents()).isNull());
    }
}
