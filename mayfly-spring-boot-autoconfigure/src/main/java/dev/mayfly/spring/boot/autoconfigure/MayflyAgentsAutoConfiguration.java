package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.spring.boot.autoconfigure.actuate.AgentReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.RuntimeAgentReport;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredAgents;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.AgentsLifecycle;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.HeldQueues;
import dev.mayfly.spring.internal.agent.AgentAddresses;
import dev.mayfly.spring.internal.agent.AgentBeans;
import dev.mayfly.spring.internal.agent.AgentLog;
import dev.mayfly.spring.internal.agent.AgentStarter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import java.util.List;

/**
 * Agents: beans annotated with {@link dev.mayfly.spring.MayflyAgent} become agents on the scheduler
 * and their addresses can be injected; {@link AgentRuntime} starts others. {@code
 * mayfly.agents.enabled=false} leaves all of it out.
 *
 * <p>Beans of type {@link AgentListener} hear what happens, in their order. An {@code AgentRuntime}
 * of the application's own takes the place of this one; it is ended with the context all the same,
 * before the scheduler.
 */
@AutoConfiguration(after = MayflyAutoConfiguration.class)
@ConditionalOnClass(AgentRuntime.class)
@ConditionalOnBean(Scheduler.class)
@ConditionalOnBooleanProperty(name = "mayfly.agents.enabled", matchIfMissing = true)
public final class MayflyAgentsAutoConfiguration {

    private static final String ADDRESSES = "mayflyAgentAddresses";

    /** Made by Spring. */
    public MayflyAgentsAutoConfiguration() {}

    @Bean
    static AgentBeans mayflyAgentBeans(Environment environment) {
        return new AgentBeans(environment, ADDRESSES);
    }

    @Bean(ADDRESSES)
    AgentAddresses mayflyAgentAddresses() {
        return new AgentAddresses();
    }

    @Bean
    @ConditionalOnMissingBean
    AgentRuntime mayflyAgentRuntime(
            Scheduler scheduler,
            MayflyProperties properties,
            Environment environment,
            ObjectProvider<AgentListener> listeners) {
        ConfiguredAgents.check(properties.agents(), environment, queues(scheduler));
        AgentRuntime runtime = AgentRuntime.on(scheduler, properties.agents().queue());
        runtime.addListener(new AgentLog(scheduler.clock()));
        listeners.orderedStream().forEach(runtime::addListener);
        return runtime;
    }

    @Bean
    AgentsLifecycle mayflyAgentsLifecycle(
            ApplicationContext context,
            ConfigurableListableBeanFactory beans,
            Scheduler scheduler,
            AgentRuntime runtime,
            AgentBeans declared,
            AgentAddresses addresses,
            HeldQueues held,
            MayflyProperties properties) {
        var starter = new AgentStarter(beans, declared, addresses, queues(scheduler));
        return new AgentsLifecycle(
                context, runtime, starter, scheduler, held, properties.agents().shutdownTimeout());
    }

    @Bean
    @ConditionalOnMissingBean
    AgentReport mayflyAgentReport(AgentRuntime runtime, AgentAddresses addresses) {
        return new RuntimeAgentReport(runtime, addresses::started);
    }

    private static List<String> queues(Scheduler scheduler) {
        return scheduler.snapshot().queues().stream().map(QueueSnapshot::name).toList();
    }
}
