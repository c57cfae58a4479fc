package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.sim.Simulation;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** What an agent takes of a processor, as its carrier weighs it. */
@Timeout(120)
class AgentProfileTests {

    private static final Duration LONG = Duration.ofDays(1);
    private static final long WORK_NANOS = 100_000;

    private enum Style {
        HANDLER,
        BODY
    }

    private record Work(ReplyTo<Integer> replyTo) {}

    private final SteppableClock clock = new SteppableClock();
    private final AtomicLong processor = new AtomicLong();

    private void work(Work work) {
        processor.addAndGet(WORK_NANOS);
        work.replyTo().tell(1);
    }

    private AgentSpec<Work> spec(Style style) {
        AgentHandler<Work> handler = (work, self) -> work(work);
        AgentBody<Work> body =
                mailbox -> {
                    while (true) {
                        work(mailbox.receive());
                    }
                };
        return switch (style) {
            case HANDLER -> AgentSpec.handler(() -> handler);
            case BODY -> AgentSpec.body(() -> body);
        };
    }

    private Scheduler scheduler(CoroutineMode mode) {
        CarrierSettings settings =
                CarrierSettings.of(1).withCpuClock(() -> OptionalLong.of(processor.get()));
        return Scheduler.builder()
                .clock(clock)
                .interceptor(new Wrapping())
                .engine(
                        SchedulerBuilder.COROUTINE,
                        name -> new CoroutineEngine(name, mode, settings))
                .queue("default")
                .build();
    }

    /** As tracing does it. */
    private static final class Wrapping implements SubmitInterceptor {

        @Override
        public <R extends @Nullable Object> SchedulableJob<R> intercept(
                String name, String queue, SchedulableJob<R> job) {
            return task -> job.run(task);
        }
    }

    /**
     * Has an agent work for 100 µs of every 400 µs. Asks from a task: on one carrier, that cannot
     * ask again before the agent's turn is over, so each turn handles one message.
     */
    private void ask(Scheduler scheduler, AgentRef<Work> agent, int times) {
        scheduler
                .spawn(task -> {
                    for (int i = 0; i < times; i++) {
                        agent.<Integer>ask(Work::new, LONG);
                        clock.advance(Duration.ofNanos(4 * WORK_NANOS));
                    }
                    return times;
                })
                .future()
                .join();
    }

    private static AgentSnapshot only(AgentRuntime agents) {
        return agents.snapshot().agents().getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void carriersTellWhatShareOfAProcessorAnAgentTakes(Style style) {
        boolean carriers = VirtualThreads.canOwnCarriers();
        try (var scheduler = scheduler(CoroutineMode.AUTO);
                var agents = AgentRuntime.on(scheduler)) {
            AgentRef<Work> agent = agents.spawn(spec(style));
            assertThat(only(agents).profile().cpuShare()).as("not weighed yet").isEmpty();

            ask(scheduler, agent, carriers ? 75_000 : 2_000);
            if (!carriers) {
                assertThat(only(agents).profile().cpuShare()).isEmpty();
                return;
            }

            // A quarter, from about 49 weighings in ten seconds.
            assertThat(only(agents).profile().cpuShare().orElseThrow()).isBetween(0.17, 0.34);
            clock.advance(Duration.ofMinutes(2));
            assertThat(only(agents).profile().cpuShare().orElseThrow()).isLessThan(0.001);
            agent.stop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void portableModeTellsNoneRatherThanZero(Style style) {
        try (var scheduler = scheduler(CoroutineMode.PORTABLE);
                var agents = AgentRuntime.on(scheduler)) {
            AgentRef<Work> agent = agents.spawn(spec(style));
            ask(scheduler, agent, 2_000);

            assertThat(only(agents).handled()).isEqualTo(2_000);
            assertThat(only(agents).profile().cpuShare()).isEmpty();
            agent.stop();
        }
    }

    @Test
    void aSimulationTellsNone() {
        Simulation.withSeed(3)
                .run(sim -> {
                    var agents = AgentRuntime.on(sim.scheduler());
                    AgentRef<Integer> agent =
                            agents.spawn(AgentSpec.<Integer>handler(() -> (message, self) -> {}));
                    sim.scheduler()
                            .spawn(task -> {
                                for (int i = 0; i < 2_000; i++) {
                                    agent.tell(i);
                                    task.sleep(Duration.ofMillis(1));
                                }
                                return null;
                            });
                    sim.runFor(Duration.ofSeconds(10));

                    assertThat(only(agents).handled()).isEqualTo(2_000);
                    assertThat(only(agents).profile().cpuShare()).isEmpty();
                    agent.stop();
                });
    }
}
