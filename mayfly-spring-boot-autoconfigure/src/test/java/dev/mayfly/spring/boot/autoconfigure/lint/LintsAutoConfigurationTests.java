package dev.mayfly.spring.boot.autoconfigure.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.KernelLints;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.MayflyDumpAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.MayflyHealthAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateEndpoint;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyHealthIndicator;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class LintsAutoConfigurationTests {

    /**
     * Locks are seen only where the JVM was started for it, as in one of the two modes of tests.
     */
    private static final List<String> ALL =
            Stream.of(
                            "carrier-hog",
                            "blocked-carrier",
                            "lock-across-call",
                            "queue-without-capacity",
                            "clock-jump",
                            "retry-storm",
                            "cron-overlap",
                            "queue-without-node",
                            "undrained-mailbox")
                    .filter(name -> KernelLints.seesLocks() || !name.equals("lock-across-call"))
                    .toList();

    private static ApplicationContextRunner lints() {
        return Runners.agents()
                .withConfiguration(
                        AutoConfigurations.of(
                                EndpointAutoConfiguration.class,
                                MayflyLintsAutoConfiguration.class,
                                MayflyLintsEndpointAutoConfiguration.class,
                                MayflyHealthAutoConfiguration.class,
                                MayflyDumpAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=mayflylints");
    }

    @Test
    void allAreLookedForUnlessSwitchedOff() {
        lints().run(context -> assertThat(context.getBean(Lints.class).rules()).isEqualTo(ALL));
    }

    @Test
    void eachCanBeSwitchedOffByItself() {
        for (String name : ALL) {
            lints().withPropertyValues("mayfly.lints." + name + ".enabled=false")
                    .run(context ->
                            assertThat(context.getBean(Lints.class).rules())
                                    .hasSize(ALL.size() - 1)
                                    .doesNotContain(name));
        }
    }

    @Test
    void oneSwitchLeavesAllOut() {
        lints().withPropertyValues("mayfly.lints.enabled=false")
                .run(context ->
                        assertThat(context)
                                .doesNotHaveBean(Lints.class)
                                .doesNotHaveBean(LintsEndpoint.class)
                                .hasSingleBean(MayflyHealthIndicator.class));
    }

    @Test
    void withoutAgentsTheOthersAreLookedFor() {
        lints().withPropertyValues("mayfly.agents.enabled=false")
                .run(context ->
                        assertThat(context.getBean(Lints.class).rules())
                                .hasSize(ALL.size() - 1)
                                .doesNotContain("undrained-mailbox"));
        lints().withClassLoader(new FilteredClassLoader("dev.mayfly.agents"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Lints.class));
    }

    @Test
    void limitsThatCannotWorkAreRefusedByName() {
        for (String setting :
                List.of(
                        "clock-jump.limit=0s",
                        "retry-storm.retries=0",
                        "lock-across-call.after=0s",
                        "queue-without-capacity.after=-1s",
                        "queue-without-node.after=0s",
                        "undrained-mailbox.after=0s")) {
            lints().withPropertyValues("mayfly.lints." + setting)
                    .run(context ->
                            assertThat(context)
                                    .getFailure()
                                    .hasStackTraceContaining(
                                            "mayfly.lints."
                                                    + setting.substring(0, setting.indexOf('='))));
        }
    }

    @Test
    void whatIsWrongIsInADumpAndComesFirstInItsText() {
        lints().withUserConfiguration(Own.class)
                .run(context -> {
                    var dumps = context.getBean(StateDumps.class);
                    assertThat(dumps.take().problems()).isEmpty();
                    context.getBean(SteppableClock.class).advance(Duration.ofSeconds(1));

                    StateDump dump = dumps.take();
                    assertThat(dump.problems())
                            .extracting(lint -> lint.name())
                            .containsExactly("disk-full");
                    assertThat(dump.problemsGone()).isEmpty();
                    assertThat(new DumpStateEndpoint(dumps).dumpStateAs("text"))
                            .containsSubsequence(
                                    "\nProblems\n  ERROR disk-full since ",
                                    "\n    The disk is full.\n    Empty it.\n",
                                    "\nQueues\n");
                });
        lints().withPropertyValues("mayfly.lints.enabled=false")
                .run(context ->
                        assertThat(context.getBean(StateDumps.class).take().problems()).isNull());
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {
        final SteppableClock clock = new SteppableClock();

        @Bean
        SchedulerCustomizer clock() {
            return scheduler -> scheduler.clock(clock);
        }

        @Bean
        LintRule disk() {
            return new LintRule() {
                @Override
                public String name() {
                    return "disk-full";
                }

                @Override
                public List<Finding> look() {
                    return List.of(
                            new Finding(
                                    new LintSubject(LintSubject.Type.QUEUE, "default"),
                                    Finding.Severity.ERROR,
                                    "The disk is full.",
                                    "Empty it.",
                                    Map.of("free", "0 B"),
                                    Duration.ZERO));
                }
            };
        }

        @Bean
        SteppableClock steps() {
            return clock;
        }
    }

    @Test
    void whatARuleOfTheApplicationFindsIsInHealthAndEndpointAndNoReasonToGoDown() {
        lints().withUserConfiguration(Own.class)
                .run(context -> {
                    var health = context.getBean(MayflyHealthIndicator.class);
                    assertThat(health.health().getDetails()).containsEntry("lints", List.of());
                    context.getBean(SteppableClock.class).advance(Duration.ofSeconds(1));

                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    assertThat(health.health().getDetails())
                            .containsEntry("lints", List.of("disk-full: The disk is full."));
                    LintsEndpoint.LintsReport report = context.getBean(LintsEndpoint.class).lints();
                    assertThat(report.rules()).contains("disk-full");
                    assertThat(report.history()).isEmpty();
                    assertThat(report.current())
                            .singleElement()
                            .satisfies(lint -> {
                                assertThat(lint.severity()).isEqualTo("error");
                                assertThat(lint.about()).isEqualTo("queue");
                                assertThat(lint.until()).isNull();
                                assertThat(lint.evidence()).containsEntry("free", "0 B");
                            });
                });
    }
}
