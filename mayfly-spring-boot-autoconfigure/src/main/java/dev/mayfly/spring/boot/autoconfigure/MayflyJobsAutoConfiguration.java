package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.JobsBuilder;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.spring.JobsCustomizer;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.configuration.NodeName;
import dev.mayfly.spring.boot.autoconfigure.configuration.QueueValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.Retries;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.HeldQueues;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.MayflyLifecycle;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.ShutdownListener;
import dev.mayfly.spring.boot.autoconfigure.logging.FailureLog;
import dev.mayfly.spring.boot.autoconfigure.plugin.PluginSet;
import dev.mayfly.spring.boot.autoconfigure.store.MissingStores;
import dev.mayfly.spring.boot.autoconfigure.store.StoreSettings;
import dev.mayfly.spring.internal.DefaultMayfly;
import dev.mayfly.spring.internal.DefinitionBeans;
import dev.mayfly.spring.internal.JobBeans;
import dev.mayfly.spring.internal.MdcInterceptor;
import dev.mayfly.spring.internal.MethodReferences;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The job system: annotated beans become jobs, {@link Mayfly} submits them, and everything starts
 * and stops with the application.
 *
 * <p>Beans of type {@link JobDefinition} are jobs too. Beans of type {@link JobListener}, {@link
 * JobInterceptor} and {@link JobsCustomizer} are applied in their order, customizers last.
 */
@AutoConfiguration(after = {MayflyAutoConfiguration.class, MayflyJacksonAutoConfiguration.class})
public final class MayflyJobsAutoConfiguration {

    /** Made by Spring. */
    public MayflyJobsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    JobStore mayflyJobStore(
            MayflyProperties properties, Environment environment, ResourceLoader classes) {
        MayflyProperties.Store settings = properties.store();
        if (settings.type() != MayflyProperties.StoreType.MEMORY) {
            throw MissingStores.explain(settings.type(), environment, classes.getClassLoader());
        }
        ConfiguredValues.checkStore(properties, environment);
        return new MemoryJobStore(StoreSettings.retention(settings.retention(), Retention.DEFAULT));
    }

    @Bean
    @ConditionalOnMissingBean
    JobRegistry mayflyJobRegistry(
            ObjectProvider<JobDefinition<?, ?>> definitions, PluginSet plugins) {
        return DefinitionBeans.register(
                Stream.concat(definitions.orderedStream(), plugins.jobs().stream()).toList());
    }

    @Bean
    JobBeans mayflyJobBeans(
            ConfigurableListableBeanFactory beans,
            JobRegistry registry,
            Scheduler scheduler,
            MayflyProperties properties) {
        List<String> queues =
                scheduler.snapshot().queues().stream().map(QueueSnapshot::name).toList();
        DefinitionBeans.checkQueues(registry, queues);
        return new JobBeans(beans, registry, queues, Retries.of(properties.retry()));
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    JobInterceptor mayflyMdcInterceptor() {
        return new MdcInterceptor();
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    FailureLog mayflyFailureLog() {
        return new FailureLog();
    }

    @Bean
    @ConditionalOnMissingBean
    Jobs mayflyJobs(
            Scheduler scheduler,
            JobStore store,
            JobBeans declared,
            JobRegistry registry,
            MayflyProperties properties,
            ObjectProvider<PayloadCodec> codec,
            ObjectProvider<JobListener> listeners,
            ObjectProvider<JobInterceptor> interceptors,
            ObjectProvider<JobsCustomizer> customizers) {
        RetryPolicy retry = Retries.of(properties.retry());
        MayflyProperties.Defaults defaults = properties.defaults();
        JobsBuilder builder =
                Jobs.builder(scheduler)
                        .store(store)
                        .registry(registry)
                        .codec(codec.getIfAvailable(PayloadCodec::simple))
                        .defaults(new JobSettings(retry, defaults.timeout(), defaults.priority()))
                        .defaultQueue(defaults.queue())
                        .node(NodeName.of(properties));
        properties
                .queues()
                .forEach((name, queue) -> builder.limits(name, QueueValues.limits(queue)));
        listeners.orderedStream().forEach(builder::listener);
        interceptors.orderedStream().forEach(builder::interceptor);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    Mayfly mayfly(Jobs jobs, JobBeans declared, ConfigurableListableBeanFactory beans) {
        return new DefaultMayfly(jobs, new MethodReferences(declared, beans));
    }

    @Bean
    @ConditionalOnMissingBean
    MayflyLifecycle mayflyLifecycle(
            ApplicationContext context,
            Scheduler scheduler,
            Jobs jobs,
            JobBeans declared,
            HeldQueues held,
            MayflyProperties properties,
            Environment environment,
            ObjectProvider<ShutdownListener> listeners) {
        Duration timeout = properties.shutdown().timeout();
        return new MayflyLifecycle(
                context,
                scheduler,
                jobs,
                declared,
                held,
                timeout != null ? timeout : phaseTimeout(environment),
                listeners.orderedStream().toList());
    }

    private static Duration phaseTimeout(Environment environment) {
        return Binder.get(environment)
                .bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                .orElse(Scheduler.DEFAULT_SHUTDOWN_TIMEOUT);
    }
}
