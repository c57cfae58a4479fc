package dev.mayfly.spring.boot.autoconfigure.recurring;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.spring.boot.autoconfigure.MayflyJobsAutoConfiguration;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The actuator's endpoint {@code mayflyrecurring}; like every endpoint it must be exposed to be
 * reached.
 */
@AutoConfiguration(after = MayflyJobsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = RecurringEndpoint.class)
public final class MayflyRecurringEndpointAutoConfiguration {

    /** Made by Spring. */
    public MayflyRecurringEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    RecurringEndpoint mayflyRecurringEndpoint(Jobs jobs) {
        return new RecurringEndpoint(jobs);
    }
}
