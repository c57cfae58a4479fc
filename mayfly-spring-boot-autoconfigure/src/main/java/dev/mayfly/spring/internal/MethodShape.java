package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.spring.JobDeclarationException;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;

/**
 * What a job's method takes and returns, checked.
 *
 * @param roles what each parameter gets
 * @param payloadType what the payload is decoded to; {@code Void.class} if there is none
 * @param resultType what the result is decoded to; {@code Void.class} if there is none
 * @param later whether it returns a stage or a publisher of the result
 */
record MethodShape(List<Role> roles, Type payloadType, Type resultType, boolean later) {

    /** What a parameter gets. */
    enum Role {
        PAYLOAD,
        JOB_CONTEXT,
        TASK_CONTEXT
    }

    /** Whether a payload is expected. */
    boolean hasPayload() {
        return roles.contains(Role.PAYLOAD);
    }

    static MethodShape of(Method method, Class<?> beanClass, String place) {
        checkModifiers(method, place);
        checkNotAsync(method, beanClass, place);
        Role[] roles = new Role[method.getParameterCount()];
        Type payload = Void.class;
        for (int i = 0; i < roles.length; i++) {
            roles[i] = role(method.getParameterTypes()[i]);
            for (int j = 0; j < i; j++) {
                if (roles[i] == roles[j]) {
                    throw twice(method, roles[i], place);
                }
            }
            if (roles[i] == Role.PAYLOAD) {
                Type declared = method.getGenericParameterTypes()[i];
                payload = resolved(declared, beanClass, "parameter", place);
            }
        }
        return new MethodShape(
                List.of(roles),
                payload,
                result(method, beanClass, place),
                Stages.kind(method.getReturnType()) != null);
    }

    private static void checkModifiers(Method method, String place) {
        int modifiers = method.getModifiers();
        String wrong =
                Modifier.isPrivate(modifiers)
                        ? "private"
                        : Modifier.isStatic(modifiers)
                                ? "static"
                                : Modifier.isFinal(modifiers) ? "final" : null;
        if (wrong != null) {
            throw new JobDeclarationException(
                    place,
                    "The method is "
                            + wrong
                            + ", so a proxy cannot stand in front of it, and @Transactional and the"
                            + " like would silently do nothing.",
                    "Remove \"" + wrong + "\" from " + Names.describe(method) + ".");
        }
    }

    private static void checkNotAsync(Method method, Class<?> beanClass, String place) {
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(beanClass, Async.class)) {
            throw new JobDeclarationException(
                    place,
                    "With @Async the method would return before its work is done, and the job with"
                            + " it.",
                    "Remove @Async: a job runs in the background anyway.");
        }
    }

    private static Role role(Class<?> type) {
        if (JobContext.class.isAssignableFrom(type)) {
            return Role.JOB_CONTEXT;
        }
        return TaskContext.class.isAssignableFrom(type) ? Role.TASK_CONTEXT : Role.PAYLOAD;
    }

    private static JobDeclarationException twice(Method method, Role role, String place) {
        String parameters = Names.describe(method);
        if (role == Role.PAYLOAD) {
            return new JobDeclarationException(
                    place,
                    "A job takes one payload, a JobContext and a TaskContext; "
                            + parameters
                            + " has more than one parameter that would be the payload.",
                    "Put them into one record, for instance: record Order(String customer, long"
                            + " cents) {}.");
        }
        return new JobDeclarationException(
                place,
                parameters + " takes the same context twice.",
                "Remove one of the two parameters.");
    }

    private static Type result(Method method, Class<?> beanClass, String place) {
        Class<?> type = method.getReturnType();
        if (type == void.class || type == Void.class) {
            return Void.class;
        }
        Class<?> kind = Stages.kind(type);
        if (kind != null) {
            return carried(method, beanClass, kind, place);
        }
        if (Future.class.isAssignableFrom(type)) {
            throw new JobDeclarationException(
                    place,
                    "The method returns "
                            + ClassUtils.getShortName(type)
                            + ", whose end nobody can be told of.",
                    "Return a CompletionStage, such as CompletableFuture; or the value itself: a"
                            + " job may block, so wait for it with get().");
        }
        return resolved(method.getGenericReturnType(), beanClass, "return type", place);
    }

    /** The type of what a stage or publisher will bring. */
    private static Type carried(Method method, Class<?> beanClass, Class<?> kind, String place) {
        ResolvableType brought =
                ResolvableType.forMethodReturnType(method, beanClass).as(kind).getGeneric(0);
        if (brought.resolve() == null) {
            throw new JobDeclarationException(
                    place,
                    "What the returned "
                            + ClassUtils.getShortName(method.getReturnType())
                            + " will bring is not known at run time.",
                    "Name it, for instance: CompletionStage<Invoice>; or CompletionStage<Void> for"
                            + " nothing.");
        }
        return resolved(bound(brought), beanClass, "return type", place);
    }

    /** The type with everything in the places of its variables that is known to stand there. */
    private static Type bound(ResolvableType type) {
        Class<?> raw = type.resolve();
        if (raw == null || type.getType() instanceof Class<?>) {
            return type.getType();
        }
        if (!type.hasGenerics()) {
            return raw;
        }
        ResolvableType[] generics =
                Arrays.stream(type.getGenerics())
                        .map(generic -> ResolvableType.forType(bound(generic)))
                        .toArray(ResolvableType[]::new);
        return ResolvableType.forClassWithGenerics(raw, generics).getType();
    }

    /** The type as the bean's class sees it; JSON could not be decoded to a type variable. */
    static Type resolved(Type declared, Class<?> beanClass, String what, String place) {
        Type type = GenericTypeResolver.resolveType(declared, beanClass);
        if (hasVariable(type)) {
            throw new JobDeclarationException(
                    place,
                    "The " + what + " has the type " + type + ", which is not known at run time.",
                    "Name the type, for instance: class Bills extends Base<Order>, or a @Bean"
                            + " method that returns JobHandler<Order, Invoice>.");
        }
        return type;
    }

    private static boolean hasVariable(Type type) {
        return switch (type) {
            case TypeVariable<?> variable -> true;
            case ParameterizedType generic ->
                    Arrays.stream(generic.getActualTypeArguments())
                            .anyMatch(MethodShape::hasVariable);
            case GenericArrayType array -> hasVariable(array.getGenericComponentType());
            default -> false;
        };
    }
}
