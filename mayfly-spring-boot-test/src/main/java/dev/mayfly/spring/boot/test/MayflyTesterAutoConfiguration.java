package dev.mayfly.spring.boot.test;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.MayflyJobsAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.MayflyStoreAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;

import java.time.Duration;
import java.util.List;

/** A clock that stands still, a store that forgets nothing, and queues that are held. */
@AutoConfiguration(before = {MayflyStoreAutoConfiguration.class, MayflyJobsAutoConfiguration.class})
@EnableConfigurationProperties(MayflyTestProperties.class)
final class MayflyTesterAutoConfiguration {

    /** Jobs stay until they are cleared, however far a test moves the time. */
    private static final Retention FOR_THE_TEST =
            Retention.of(Integer.MAX_VALUE, Duration.ofDays(365_000));

    @Bean
    @ConditionalOnMissingBean
    SteppableClock mayflyTestClock(MayflyTestProperties settings) {
        return new SteppableClock(settings.start());
    }

    @Bean
    SchedulerCustomizer mayflyTestClockCustomizer(SteppableClock clock) {
        return builder -> builder.clock(clock);
    }

    @Bean
    @ConditionalOnMissingBean
    JobStore mayflyTestJobStore() {
        return new MemoryJobStore(FOR_THE_TEST);
    }

    /** Looks for nothing: who moves the time by years would have it look every second of them. */
    @Bean
    @ConditionalOnMissingBean
    Lints mayflyTestLints(Scheduler scheduler) {
        return Lints.on(scheduler, List.of());
    }

    @Bean
    static BeanPostProcessor mayflyTestHold(
            ObjectProvider<HeldJobs> held, ObjectProvider<MayflyProperties> properties) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof Scheduler scheduler) {
                    held.getObject().take(scheduler, properties.getIfAvailable());
                }
                return bean;
            }
        };
    }

    @Bean
    HeldJobs mayflyTestHeldJobs() {
        return new HeldJobs();
    }

    /**
     * A job that waits for the test's time would keep the application from closing, since nobody
     * moves that time any more.
     */
    @Bean
    ApplicationListener<ContextClosedEvent> mayflyTestEnd(
            ApplicationContext context, Scheduler scheduler) {
        return event -> {
            if (event.getApplicationContext() == context) {
                scheduler.shutdown(Duration.ZERO);
            }
        };
    }

    @Bean
    JobTester mayflyJobTester(
            Scheduler scheduler,
            Jobs jobs,
            SteppableClock clock,
            HeldJobs held,
            ObjectProvider<PayloadCodec> codec,
            MayflyTestProperties settings) {
        return new JobTester(
                scheduler,
                jobs,
                clock,
                held,
                new JsonValues(jobs.registry(), codec.getIfAvailable(PayloadCodec::simple)),
                settings);
    }
}
