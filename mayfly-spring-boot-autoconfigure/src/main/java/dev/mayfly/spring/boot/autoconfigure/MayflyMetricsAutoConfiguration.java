package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyMetrics;

import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Metrics, for whichever registries the application has. */
@AutoConfiguration(after = MayflyJobsAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
public final class MayflyMetricsAutoConfiguration {

    /** Made by Spring. */
    public MayflyMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MayflyMetrics mayflyMetrics(Scheduler scheduler, Jobs jobs) {
        return new MayflyMetrics(scheduler, jobs);
    }
}
