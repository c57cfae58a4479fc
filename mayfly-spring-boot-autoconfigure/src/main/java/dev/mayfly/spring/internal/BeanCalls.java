package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.AsyncJobHandler;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandler;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Handlers that look their bean up at each run, and call it through its proxy if it has one. */
final class BeanCalls {

    private BeanCalls() {}

    /** A handler that calls a method. */
    static JobHandler<@Nullable Object, @Nullable Object> method(
            BeanFactory beans, String beanName, Method method, MethodShape shape) {
        // One entry for a singleton; a scoped bean may show several proxy classes over time.
        Map<Class<?>, Method> invocable = new ConcurrentHashMap<>(2);
        JobHandler<@Nullable Object, @Nullable Object> call =
                (payload, job) -> {
                    Object bean = beans.getBean(beanName);
                    Method target =
                            invocable.computeIfAbsent(
                                    bean.getClass(), type -> invocable(method, type));
                    return invoke(target, bean, arguments(shape, payload, job));
                };
        if (!shape.later()) {
            return call;
        }
        String place = Names.describe(method);
        @SuppressWarnings("NullAway") // a lambda's R stays a variable to it
        AsyncJobHandler<@Nullable Object, @Nullable Object> async =
                (payload, job) -> Stages.of(call.run(payload, job), place);
        return async;
    }

    /** A handler that calls another handler. */
    @SuppressWarnings("unchecked")
    static JobHandler<@Nullable Object, @Nullable Object> handler(
            BeanFactory beans, String beanName, Class<?> beanClass) {
        if (AsyncJobHandler.class.isAssignableFrom(beanClass)) {
            @SuppressWarnings("NullAway") // a lambda's R stays a variable to it
            AsyncJobHandler<@Nullable Object, @Nullable Object> async =
                    (payload, job) ->
                            ((AsyncJobHandler<@Nullable Object, @Nullable Object>)
                                            beans.getBean(beanName))
                                    .start(payload, job);
            return async;
        }
        return (payload, job) ->
                ((JobHandler<@Nullable Object, @Nullable Object>) beans.getBean(beanName))
                        .run(payload, job);
    }

    /**
     * The method as an instance of the class shows it.
     *
     * @throws IllegalStateException if the class is an interface proxy without that method
     */
    static Method invocable(Method method, Class<?> type) {
        Method found = AopUtils.selectInvocableMethod(method, type);
        ReflectionUtils.makeAccessible(found);
        return found;
    }

    private static @Nullable Object[] arguments(
            MethodShape shape, @Nullable Object payload, JobContext job) {
        @Nullable Object[] arguments = new @Nullable Object[shape.roles().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] =
                    switch (shape.roles().get(i)) {
                        case PAYLOAD -> payload;
                        case JOB_CONTEXT -> job;
                        case TASK_CONTEXT -> job.task();
                    };
        }
        return arguments;
    }

    private static @Nullable Object invoke(Method method, Object bean, @Nullable Object[] arguments)
            throws Exception {
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            // The job failed with what its body threw, not with how it was called.
            Throwable cause = e.getTargetException();
            if (cause instanceof Exception exception) {
                throw exception;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
