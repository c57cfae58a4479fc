package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.boot.autoconfigure.actuate.QueuesEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The actuator's endpoint {@code mayflyqueues}; like every endpoint it must be exposed to be
 * reached.
 */
@AutoConfiguration(after = MayflyJobsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = QueuesEndpoint.class)
public final class MayflyQueuesEndpointAutoConfiguration {

    /** Made by Spring. */
    public MayflyQueuesEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    QueuesEndpoint mayflyQueuesEndpoint(Scheduler scheduler, Jobs jobs) {
        return new QueuesEndpoint(scheduler, jobs);
    }
}
