package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.engine.EngineFactory;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Turns checked properties into a scheduler's settings. */
final class SchedulerSettings {

    private SchedulerSettings() {}

    static SchedulerBuilder builder(MayflyProperties properties) {
        SchedulerBuilder builder = Scheduler.builder();
        properties.engines().forEach((name, engine) -> builder.engine(name, factory(name, engine)));
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

    private static EngineFactory factory(String name, MayflyProperties.Engine engine) {
        int parallelism =
                engine.parallelism() == null
                        ? Runtime.getRuntime().availableProcessors()
                        : engine.parallelism();
        return switch (engine.typeOf(name)) {
            case COROUTINE -> given -> new CoroutineEngine(given, parallelism);
            case THREADED -> given -> new ThreadedEngine(given, parallelism);
        };
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
        };
    }
}
