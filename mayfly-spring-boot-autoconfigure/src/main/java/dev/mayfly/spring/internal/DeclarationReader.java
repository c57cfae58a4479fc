package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.spring.JobDeclarationException;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a job of one annotation. */
final class DeclarationReader {

    private final ConfigurableListableBeanFactory beans;
    private final Collection<String> queues;
    private final RetryPolicy retry;
    private final AnnotationText text;

    DeclarationReader(
            ConfigurableListableBeanFactory beans, Collection<String> queues, RetryPolicy retry) {
        this.beans = beans;
        this.queues = queues;
        this.retry = retry;
        this.text = new AnnotationText(beans);
    }

    DeclaredJob method(String beanName, Class<?> beanClass, Method method, MayflyJob job) {
        String place = Names.place(beanName, method);
        MethodShape shape = MethodShape.of(method, beanClass, place);
        JobDefinition<?, ?> definition =
                define(
                        job,
                        Names.ofMethod(beanName, method),
                        shape.payloadType(),
                        shape.resultType(),
                        BeanCalls.method(beans, beanName, method, shape),
                        place);
        var schedules = new Schedules(text);
        Schedule schedule = schedules.read(job, shape.hasPayload(), place);
        RecurringRules rules = schedules.rules(job, schedule, place);
        return new DeclaredJob(definition, beanName, beanClass, method, place, schedule, rules);
    }

    DeclaredJob handler(
            String beanName, Class<?> beanClass, ResolvableType declared, MayflyJob job) {
        String place = Names.place(beanName, beanClass);
        if (!JobHandler.class.isAssignableFrom(beanClass)) {
            throw new JobDeclarationException(
                    place,
                    "The annotation stands on a bean that does not implement JobHandler.",
                    "Put it on the method that does the work, or implement JobHandler<Payload,"
                            + " Result>.");
        }
        ResolvableType handler = declared.as(JobHandler.class);
        Type payload = argument(handler, 0, beanClass, "payload", place);
        Type result = argument(handler, 1, beanClass, "result", place);
        JobDefinition<?, ?> definition =
                define(
                        job,
                        Names.ofBean(beanName),
                        payload,
                        result,
                        BeanCalls.handler(beans, beanName, beanClass),
                        place);
        var schedules = new Schedules(text);
        Schedule schedule = schedules.read(job, payload != Void.class, place);
        RecurringRules rules = schedules.rules(job, schedule, place);
        return new DeclaredJob(
                definition, beanName, beanClass, runMethod(beanClass), place, schedule, rules);
    }

    private static Type argument(
            ResolvableType handler, int index, Class<?> beanClass, String what, String place) {
        ResolvableType argument = handler.getGeneric(index);
        Class<?> resolved = argument.resolve();
        Type type =
                argument.getType() instanceof TypeVariable<?> && resolved != null
                        ? resolved
                        : argument.getType();
        if (argument == ResolvableType.NONE || resolved == null) {
            throw new JobDeclarationException(
                    place,
                    "The type of the " + what + " is not known at run time.",
                    "Name it, for instance: class Bills implements JobHandler<Order, Invoice>, or a"
                            + " @Bean method that returns JobHandler<Order, Invoice>.");
        }
        return MethodShape.resolved(type, beanClass, what, place);
    }

    private static Method runMethod(Class<?> beanClass) {
        Method run =
                ClassUtils.getMethod(
                        JobHandler.class,
                        "run",
                        Object.class,
                        dev.mayfly.jobs.handler.JobContext.class);
        return MethodReferences.specific(run, beanClass);
    }

    private JobDefinition<?, ?> define(
            MayflyJob job,
            String defaultName,
            Type payload,
            Type result,
            JobHandler<@Nullable Object, @Nullable Object> handler,
            String place) {
        String name = text.resolve(job.name());
        try {
            return new JobDefinition<@Nullable Object, @Nullable Object>(
                    name.isEmpty() ? defaultName : name,
                    payload,
                    result,
                    queue(job, place),
                    settings(job, place),
                    handler,
                    aliases(job),
                    KeyPath.of(text.resolve(job.key()), payload, place),
                    unique(job, place));
        } catch (IllegalArgumentException e) {
            throw new JobDeclarationException(
                    place,
                    "A value cannot be used: " + e.getMessage() + ".",
                    "Change the attribute of the annotation.");
        }
    }

    /** The rule of uniqueness; null if the annotation has none. */
    private @Nullable Uniqueness unique(MayflyJob job, String place) {
        Duration period = text.duration(job.uniqueFor(), "uniqueFor", place);
        Duration delay = text.duration(job.debounce(), "debounce", place);
        Duration longest = text.duration(job.longestWait(), "longestWait", place);
        boolean plain =
                period == null
                        && delay == null
                        && longest == null
                        && job.whenSame() == Uniqueness.Then.KEEP_FIRST;
        if (job.unique().length > 1 || (job.unique().length == 0 && !plain)) {
            throw new IllegalArgumentException(
                    "unique has "
                            + job.unique().length
                            + " values, and uniqueFor, whenSame, debounce and longestWait need"
                            + " exactly one; write for instance unique = By.ARGUMENTS");
        }
        return job.unique().length == 0
                ? null
                : new Uniqueness(
                        job.unique()[0],
                        null,
                        period,
                        job.whenSame(),
                        delay,
                        longest == null && delay != null ? delay.multipliedBy(10) : longest);
    }

    private Set<String> aliases(MayflyJob job) {
        return Arrays.stream(job.aliases())
                .map(text::resolve)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private @Nullable String queue(MayflyJob job, String place) {
        String queue = text.resolve(job.queue());
        if (queue.isEmpty()) {
            return null;
        }
        Queues.check(queue, queues, place);
        return queue;
    }

    private JobSettings settings(MayflyJob job, String place) {
        Duration timeout = text.duration(job.timeout(), "timeout", place);
        Integer priority = job.priority() == MayflyJob.INHERIT ? null : job.priority();
        return new JobSettings(retry(job, place), timeout, priority);
    }

    /** The retry rules; null if the annotation says nothing about them. */
    private @Nullable RetryPolicy retry(MayflyJob job, String place) {
        Duration initial = text.duration(job.initialDelay(), "initialDelay", place);
        Duration longest = text.duration(job.maxDelay(), "maxDelay", place);
        RetryPolicy own =
                new RetryPolicy(
                        job.maxAttempts() == 0 ? retry.maxAttempts() : job.maxAttempts(),
                        initial == null ? retry.initialDelay() : initial,
                        Double.isNaN(job.multiplier()) ? retry.multiplier() : job.multiplier(),
                        longest == null ? longest(initial) : longest,
                        Double.isNaN(job.jitter()) ? retry.jitter() : job.jitter(),
                        job.retryOn().length == 0 ? retry.retryOn() : names(job.retryOn()),
                        job.noRetryOn().length == 0 ? retry.noRetryOn() : names(job.noRetryOn()));
        return own.equals(retry) ? null : own;
    }

    /** A first wait above the configured longest one raises it: whoever wrote it meant it. */
    private Duration longest(@Nullable Duration initial) {
        return initial != null && initial.compareTo(retry.maxDelay()) > 0
                ? initial
                : retry.maxDelay();
    }

    private static Set<String> names(Class<? extends Throwable>[] types) {
        return Arrays.stream(types).map(Class::getName).collect(Collectors.toUnmodifiableSet());
    }
}
