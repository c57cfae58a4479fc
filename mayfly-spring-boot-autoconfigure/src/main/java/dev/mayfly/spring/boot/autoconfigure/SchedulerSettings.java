package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.EngineType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Turns checked properties into a scheduler's settings. */
final class SchedulerSettings {

    private SchedulerSettings() {}

    static SchedulerBuilder builder(MayflyProperties properties, EngineParts parts) {
        SchedulerBuilder builder = Scheduler.builder();
        properties
                .engines()
                .forEach((name, engine) -> builder.engine(name, parts.factory(name, engine)));
        addUnlisted(builder, properties, parts);
        if (!properties.queues().containsKey(Scheduler.DEFAULT_QUEUE)) {
            builder.queue(Scheduler.DEFAULT_QUEUE);
        }
        properties
                .queues()
                .forEach((name, queue) ->
                        builder.queue(
                                name,
                                spec -> {
                                    spec.engine(queue.engine()).priority(queue.priority());
                                    if (queue.concurrency() != null) {
                                        spec.concurrency(queue.concurrency());
                                    }
                                }));
        return builder;
    }

    /** The engines that queues name and nobody lists: of the type that their name says. */
    private static void addUnlisted(
            SchedulerBuilder builder, MayflyProperties properties, EngineParts parts) {
        properties.queues().values().stream()
                .map(MayflyProperties.Queue::engine)
                .filter(name -> !properties.engines().containsKey(name))
                .filter(name -> EngineType.builtIn(name) != null)
                .forEach(name ->
                        builder.engine(name, parts.factory(name, MayflyProperties.Engine.UNSET)));
    }

    /** Interceptors one in another, the first outermost. */
    static SubmitInterceptor chain(List<SubmitInterceptor> interceptors) {
        return new SubmitInterceptor() {
            @Override
            public <R extends @Nullable Object> SchedulableJob<R> intercept(
                    String name, String queue, SchedulableJob<R> job) {
                SchedulableJob<R> wrapped = job;
                for (SubmitInterceptor interceptor : interceptors.reversed()) {
                    wrapped = interceptor.intercept(name, queue, wrapped);
                }
                return wrapped;
            }

            @Override
            public <R extends @Nullable Object> SchedulableJob<R> interceptChild(
                    String name, String queue, SchedulableJob<R> job) {
                SchedulableJob<R> wrapped = job;
                for (SubmitInterceptor interceptor : interceptors.reversed()) {
                    wrapped = interceptor.interceptChild(name, queue, wrapped);
                }
                return wrapped;
            }
        };
    }
}
