package dev.mayfly.spring.boot.autoconfigure.lint;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.lint.AgentLints;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.lint.JobLints;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.KernelLints;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.spring.boot.autoconfigure.MayflyAgentsAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.MayflyJobsAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.configuration.LintProperties;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks for what is wrong while the application runs: {@link Lints}. {@code
 * mayfly.lints.enabled=false} leaves it out, {@code mayfly.lints.NAME.enabled=false} one of them.
 *
 * <p>Beans of type {@link LintRule} are asked too, after Mayfly's own, in their order.
 */
@AutoConfiguration(after = {MayflyJobsAutoConfiguration.class, MayflyAgentsAutoConfiguration.class})
@ConditionalOnBean({Scheduler.class, Jobs.class})
@ConditionalOnBooleanProperty(name = "mayfly.lints.enabled", matchIfMissing = true)
public final class MayflyLintsAutoConfiguration {

    /** Made by Spring. */
    public MayflyLintsAutoConfiguration() {}

    /** Rules of one library; a type of its own, so that rules of users stay apart. */
    @FunctionalInterface
    interface RulesOfALibrary extends Supplier<List<LintRule>> {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Lints mayflyLints(
            Scheduler scheduler,
            Jobs jobs,
            MayflyProperties properties,
            ObjectProvider<RulesOfALibrary> libraries,
            ObjectProvider<LintRule> own) {
        List<LintRule> rules = new ArrayList<>();
        kernel(scheduler, properties.lints(), rules);
        jobs(scheduler, jobs, properties.lints(), rules);
        libraries.orderedStream().forEach(library -> rules.addAll(library.get()));
        own.orderedStream().forEach(rules::add);
        return Lints.on(scheduler, rules);
    }

    private static void kernel(Scheduler scheduler, LintProperties set, List<LintRule> rules) {
        if (set.carrierHog().enabled()) {
            rules.add(KernelLints.carrierHog(scheduler, set.carrierHog().after()));
        }
        if (set.blockedCarrier().enabled()) {
            rules.add(KernelLints.blockedCarrier(scheduler, set.blockedCarrier().after()));
        }
        if (set.lockAcrossCall().enabled() && KernelLints.seesLocks()) {
            rules.add(KernelLints.lockAcrossCall(scheduler, set.lockAcrossCall().after()));
        }
        if (set.queueWithoutCapacity().enabled()) {
            rules.add(
                    KernelLints.queueWithoutCapacity(
                            scheduler, set.queueWithoutCapacity().after()));
        }
        if (set.clockJump().enabled()) {
            rules.add(KernelLints.clockJump(scheduler, set.clockJump().limit()));
        }
    }

    private static void jobs(
            Scheduler scheduler, Jobs jobs, LintProperties set, List<LintRule> rules) {
        if (set.retryStorm().enabled()) {
            rules.add(JobLints.retryStorm(scheduler, jobs, set.retryStorm().retries()));
        }
        if (set.cronOverlap().enabled()) {
            rules.add(JobLints.cronOverlap(scheduler, jobs));
        }
        if (set.queueWithoutNode().enabled()) {
            rules.add(JobLints.queueWithoutNode(scheduler, jobs, set.queueWithoutNode().after()));
        }
    }

    /** The rules about agents, where there are any. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AgentRuntime.class)
    static class WithAgents {
        @Bean
        @ConditionalOnBean(AgentRuntime.class)
        RulesOfALibrary mayflyAgentLints(
                Scheduler scheduler, AgentRuntime agents, MayflyProperties properties) {
            LintProperties.Lasting set = properties.lints().undrainedMailbox();
            return () ->
                    set.enabled()
                            ? List.of(
                                    AgentLints.undrainedMailbox(
                                            scheduler.clock(), agents, set.after()))
                            : List.of();
        }
    }
}
