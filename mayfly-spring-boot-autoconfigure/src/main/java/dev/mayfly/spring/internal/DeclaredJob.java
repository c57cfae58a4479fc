package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;

/**
 * A job that a bean declares.
 *
 * @param definition as it is registered
 * @param beanName the bean that runs it
 * @param beanClass the bean's own class, never a proxy's
 * @param method the method that runs it, as {@code beanClass} has it
 * @param place what carries the annotation, for people
 * @param schedule when it recurs; null if it does not
 * @param rules what becomes of runs that come at a bad time
 */
public record DeclaredJob(
        JobDefinition<?, ?> definition,
        String beanName,
        Class<?> beanClass,
        Method method,
        String place,
        @Nullable Schedule schedule,
        RecurringRules rules) {

    /**
     * The job's name.
     *
     * @return the definition's
     */
    public String name() {
        return definition.name();
    }
}
