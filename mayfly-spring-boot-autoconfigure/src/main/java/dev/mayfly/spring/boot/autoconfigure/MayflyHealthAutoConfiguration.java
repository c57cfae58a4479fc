package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.MayflyHealthIndicator;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The health contributor {@code mayfly}; {@code management.health.mayfly.enabled=false} removes it.
 */
@AutoConfiguration(after = {MayflyJobsAutoConfiguration.class, MayflyAgentsAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("mayfly")
public final class MayflyHealthAutoConfiguration {

    /** Made by Spring. */
    public MayflyHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "mayflyHealthIndicator")
    MayflyHealthIndicator mayflyHealthIndicator(
            Scheduler scheduler,
            Jobs jobs,
            ObjectProvider<AgentReport> agents,
            ObjectProvider<StoreReport> store,
            ObjectProvider<Lints> lints) {
        return new MayflyHealthIndicator(
                scheduler,
                jobs,
                agents.getIfAvailable(() -> AgentReport.NONE),
                store.getIfAvailable(() -> StoreReport.NONE),
                lints.getIfAvailable());
    }
}
