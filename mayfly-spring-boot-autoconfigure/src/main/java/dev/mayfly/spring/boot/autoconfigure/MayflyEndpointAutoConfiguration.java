package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.spring.boot.autoconfigure.actuate.DumpStateEndpoint;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The actuator's endpoint {@code dumpstate}; like every endpoint it must be exposed to be reached.
 */
@AutoConfiguration(after = MayflyDumpAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = DumpStateEndpoint.class)
public final class MayflyEndpointAutoConfiguration {

    /** Made by Spring. */
    public MayflyEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DumpStateEndpoint mayflyDumpStateEndpoint(StateDumps dumps) {
        return new DumpStateEndpoint(dumps);
    }
}
