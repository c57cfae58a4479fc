package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyMetrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Map;

/** Metrics, for whichever registries the application has. */
@AutoConfiguration(after = {MayflyJobsAutoConfiguration.class, MayflyAgentsAutoConfiguration.class})
@ConditionalOnClass(MeterBinder.class)
public final class MayflyMetricsAutoConfiguration {

    private static final Map<String, String> JOB_HELP =
            Map.of(
                    "mayfly.job", "Attempts of jobs that have ended, by the error they ended with",
                    "mayfly.job.active", "Attempts of jobs that are running");

    /** Made by Spring. */
    public MayflyMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MayflyMetrics mayflyMetrics(Scheduler scheduler, Jobs jobs) {
        return new MayflyMetrics(scheduler, jobs);
    }

    /** With agents. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AgentRuntime.class)
    @ConditionalOnBean(AgentRuntime.class)
    static final class WithAgents {

        @Bean
        @ConditionalOnMissingBean
        AgentMetrics mayflyAgentMetrics(AgentRuntime runtime, Scheduler scheduler) {
            return new AgentMetrics(runtime, scheduler.clock());
        }
    }

    /**
     * Timers made from observations have no description; a scrape without help text is a riddle.
     */
    @Bean
    MeterFilter mayflyJobHelpMeterFilter() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String help = JOB_HELP.get(id.getName());
                return help == null || id.getDescription() != null
                        ? id
                        : new Meter.Id(
                                id.getName(),
                                Tags.of(id.getTagsAsIterable()),
                                id.getBaseUnit(),
                                help,
                                id.getType());
            }
        };
    }
}
