package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.BacklogForecast;
import dev.mayfly.kernel.engine.EngineFactory;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.configuration.StrictKeys;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.HeldQueues;
import dev.mayfly.spring.boot.autoconfigure.plugin.PluginSet;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scheduler, as {@code mayfly.queues} and {@code mayfly.engines} describe it. Without any
 * configuration it has one queue, "default", on the engine "coroutine".
 *
 * <p>Beans of type {@link EngineFactory} are engines under their bean names. Beans of type {@link
 * KernelListener}, {@link SubmitInterceptor} and {@link SchedulerCustomizer} are applied in their
 * order, customizers last. A bean of type {@link BacklogForecast.Factory} guesses how much work
 * waits at the carriers of all engines that have their own.
 */
@AutoConfiguration
@EnableConfigurationProperties(MayflyProperties.class)
public final class MayflyAutoConfiguration {

    /** Made by Spring. */
    public MayflyAutoConfiguration() {}

    @Bean
    static StrictKeys mayflyStrictKeys(Environment environment) {
        return new StrictKeys(environment);
    }

    @Bean
    HeldQueues mayflyHeldQueues() {
        return new HeldQueues();
    }

    @Bean
    PluginSet mayflyPlugins(MayflyProperties properties) {
        return PluginSet.open(properties.plugins());
    }

    @Bean
    @ConditionalOnMissingBean
    Scheduler mayflyScheduler(
            MayflyProperties properties,
            HeldQueues held,
            Environment environment,
            ListableBeanFactory beans,
            PluginSet plugins,
            ObjectProvider<LineProtocol> protocol,
            ObjectProvider<BacklogForecast.Factory> forecast,
            ObjectProvider<KernelListener> listeners,
            ObjectProvider<SubmitInterceptor> interceptors,
            ObjectProvider<SchedulerCustomizer> customizers) {
        Map<String, EngineFactory> engines = new LinkedHashMap<>(plugins.engines());
        engines.putAll(beans.getBeansOfType(EngineFactory.class));
        ConfiguredValues.check(properties, environment, engines.keySet());
        BacklogForecast.Factory guess = forecast.getIfAvailable();
        EngineParts parts =
                new EngineParts(protocol.getIfAvailable(LineProtocol::none), beans, guess);
        SchedulerBuilder builder = SchedulerSettings.builder(properties, parts);
        if (guess != null) {
            builder.forecast(guess); // for a built-in engine that no property mentions
        }
        engines.forEach(builder::engine);
        listeners.orderedStream().forEach(builder::listener);
        List<SubmitInterceptor> all = interceptors.orderedStream().toList();
        if (!all.isEmpty()) {
            builder.interceptor(SchedulerSettings.chain(all));
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        Scheduler scheduler = builder.build();
        held.hold(scheduler);
        properties.queues().entrySet().stream()
                .filter(queue -> queue.getValue().paused())
                .forEach(queue -> held.keepPaused(queue.getKey()));
        return scheduler;
    }
}
