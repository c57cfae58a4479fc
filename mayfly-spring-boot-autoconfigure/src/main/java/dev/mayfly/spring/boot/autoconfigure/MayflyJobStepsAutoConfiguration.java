package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.spring.boot.autoconfigure.actuate.JobStepsEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The actuator's endpoint {@code jobsteps}; like every endpoint it must be exposed to be reached.
 */
@AutoConfiguration(after = MayflyJobsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = JobStepsEndpoint.class)
public final class MayflyJobStepsAutoConfiguration {

    /** Made by Spring. */
    public MayflyJobStepsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    JobStepsEndpoint mayflyJobStepsEndpoint(Jobs jobs) {
        return new JobStepsEndpoint(jobs);
    }
}
