package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobsEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The actuator's endpoint {@code mayflyjobs}; like every endpoint it must be exposed to be reached.
 */
@AutoConfiguration(after = MayflyJobsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = JobsEndpoint.class)
public final class MayflyJobsEndpointAutoConfiguration {

    /** Made by Spring. */
    public MayflyJobsEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    JobsEndpoint mayflyJobsEndpoint(Jobs jobs) {
        return new JobsEndpoint(jobs);
    }
}
