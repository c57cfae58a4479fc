package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobLabels;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobMetrics;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.JobRunMetrics;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

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

    @Bean
    @ConditionalOnMissingBean
    JobLabels mayflyJobLabels() {
        return new JobLabels();
    }

    @Bean
    @ConditionalOnMissingBean
    JobMetrics mayflyJobMetrics(Jobs jobs, MayflyProperties properties, JobLabels labels) {
        return new JobMetrics(jobs, properties.defaults().queue(), labels);
    }

    /** Inside the attempt's span, so that times have an exemplar. */
    @Bean
    @ConditionalOnMissingBean
    @Order(Ordered.LOWEST_PRECEDENCE)
    JobRunMetrics mayflyJobRunMetrics(Scheduler scheduler, JobLabels labels) {
        return new JobRunMetrics(scheduler.clock(), labels);
    }

    @Bean
    @ConditionalOnMissingBean
    StoreMetrics mayflyStoreMetrics(
            Jobs jobs, Scheduler scheduler, JobLabels labels, ObjectProvider<StoreReport> report) {
        return new StoreMetrics(
                jobs, report.getIfAvailable(() -> StoreReport.NONE), scheduler, labels);
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
     * Nor do they bound the names of jobs, nor avoid the label that Prometheus keeps for itself.
     */
    @Bean
    MeterFilter mayflyJobMeterFilter(JobLabels labels) {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String help = JOB_HELP.get(id.getName());
                if (help == null) {
                    return id;
                }
                return new Meter.Id(
                        id.getName(),
                        bounded(Tags.of(id.getTagsAsIterable()), labels),
                        id.getBaseUnit(),
                        id.getDescription() == null ? help : id.getDescription(),
                        id.getType());
            }
        };
    }

    private static Tags bounded(Tags tags, JobLabels labels) {
        return Tags.of(
                tags.stream()
                        .map(tag ->
                                switch (tag.getKey()) {
                                    case "job", JobLabels.JOB ->
                                            Tag.of(JobLabels.JOB, labels.job(tag.getValue()));
                                    case "queue" -> Tag.of("queue", labels.queue(tag.getValue()));
                                    default -> tag;
                                })
                        .toList());
    }
}
