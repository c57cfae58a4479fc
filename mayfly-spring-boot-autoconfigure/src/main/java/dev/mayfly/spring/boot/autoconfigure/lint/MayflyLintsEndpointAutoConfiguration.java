package dev.mayfly.spring.boot.autoconfigure.lint;

import dev.mayfly.kernel.lint.Lints;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The actuator's endpoint {@code mayflylints}; like every endpoint it must be exposed to be
 * reached.
 */
@AutoConfiguration(after = MayflyLintsAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = LintsEndpoint.class)
@ConditionalOnBean(Lints.class)
public final class MayflyLintsEndpointAutoConfiguration {

    /** Made by Spring. */
    public MayflyLintsEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    LintsEndpoint mayflyLintsEndpoint(Lints lints) {
        return new LintsEndpoint(lints);
    }
}
