package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingCallListener;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingJobInterceptor;
import dev.mayfly.spring.boot.autoconfigure.tracing.TracingSubmitInterceptor;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Traces from submission to run, where the application has a tracer.
 *
 * <p>Any tracer of Micrometer Tracing will do; the starter brings the bridge to OpenTelemetry. How
 * many traces are recorded is up to {@code management.tracing.sampling.probability}, 0.1 by
 * default; the ids are on the log lines either way.
 */
@AutoConfiguration(
        before = MayflyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnClass({ObservationRegistry.class, Tracer.class})
@ConditionalOnBean({ObservationRegistry.class, Tracer.class, Propagator.class})
@EnableConfigurationProperties(MayflyProperties.class)
public final class MayflyTracingAutoConfiguration {

    /** Made by Spring. */
    public MayflyTracingAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @Order(0)
    TracingJobInterceptor mayflyTracingJobInterceptor(
            ObservationRegistry observations, Tracer tracer, Propagator propagator) {
        return new TracingJobInterceptor(observations, tracer, propagator);
    }

    @Bean
    @ConditionalOnMissingBean
    @Order(0)
    TracingSubmitInterceptor mayflyTracingSubmitInterceptor(
            ObservationRegistry observations, Tracer tracer, MayflyProperties properties) {
        return new TracingSubmitInterceptor(
                observations, tracer, properties.tracing().childTasks());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty(name = "mayfly.tracing.system-calls", matchIfMissing = true)
    TracingCallListener mayflyTracingCallListener(Tracer tracer) {
        return new TracingCallListener(tracer);
    }
}
