package dev.mayfly.spring.boot.test;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.lifecycle.HeldQueues;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The queues that are paused because a test has not asked for their jobs to run. Those that the
 * configuration pauses are left alone.
 *
 * <p>Thread rule: for the thread that starts the application, and then for the test's.
 */
final class HeldJobs implements BeanFactoryAware {

    private final Set<String> queues = new LinkedHashSet<>();

    private @Nullable BeanFactory beans;

    @Override
    public void setBeanFactory(BeanFactory factory) {
        beans = factory;
    }

    /** Takes over the queues of a new scheduler, which the application's start would release. */
    void take(Scheduler scheduler, @Nullable MayflyProperties properties) {
        HeldQueues untilReady =
                beans == null ? null : beans.getBeanProvider(HeldQueues.class).getIfAvailable();
        for (QueueSnapshot queue : scheduler.snapshot().queues()) {
            if (!pausedByConfiguration(queue.name(), properties)) {
                queues.add(queue.name());
                if (untilReady != null) {
                    untilReady.keepPaused(queue.name());
                }
            }
        }
        hold(scheduler);
    }

    private static boolean pausedByConfiguration(
            String queue, @Nullable MayflyProperties properties) {
        MayflyProperties.Queue settings =
                properties == null ? null : properties.queues().get(queue);
        return settings != null && settings.paused();
    }

    /** Lets no further job start. */
    void hold(Scheduler scheduler) {
        queues.forEach(scheduler::pause);
    }

    /** Lets the jobs of those queues start that nobody else has paused. */
    void release(Scheduler scheduler, Predicate<String> pausedByRule) {
        queues.stream().filter(pausedByRule.negate()).forEach(scheduler::resume);
    }
}
