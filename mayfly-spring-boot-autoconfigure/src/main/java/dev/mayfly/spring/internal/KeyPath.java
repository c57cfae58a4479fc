package dev.mayfly.spring.internal;

import dev.mayfly.spring.JobDeclarationException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds a key in a payload by methods that were looked up at the start. Immutable. */
final class KeyPath implements Function<@Nullable Object, @Nullable String> {

    private static final String ITSELF = ".";

    private final List<Method> steps;

    private KeyPath(List<Method> steps) {
        this.steps = steps;
    }

    /** The path that an annotation names; null if it names none. */
    static @Nullable KeyPath of(String path, Type payload, String place) {
        if (path.isEmpty()) {
            return null;
        }
        if (payload == Void.class) {
            throw new JobDeclarationException(
                    place,
                    "The key \""
                            + path
                            + "\" is a property of the payload, and the job takes none.",
                    "Leave the key out, or give the job a payload.");
        }
        var steps = new ArrayList<Method>();
        ResolvableType type = ResolvableType.forType(payload);
        if (!path.equals(ITSELF)) {
            for (String step : path.split("\\.", -1)) {
                Method method = method(type.toClass(), step, path, place);
                steps.add(method);
                type = ResolvableType.forMethodReturnType(method, type.toClass());
            }
        }
        return new KeyPath(List.copyOf(steps));
    }

    private static Method method(Class<?> type, String step, String path, String place) {
        String capital = StringUtils.capitalize(step);
        for (String name : List.of(step, "get" + capital, "is" + capital)) {
            Method method = step.isEmpty() ? null : ReflectionUtils.findMethod(type, name);
            if (method != null && method.getReturnType() != void.class) {
                ReflectionUtils.makeAccessible(method);
                return method;
            }
        }
        throw new JobDeclarationException(
                place,
                "The key \""
                        + path
                        + "\" leads nowhere: "
                        + type.getName()
                        + " has no property \""
                        + step
                        + "\".",
                "Name a record's component or a getter of the payload, for instance key ="
                        + " \"customer\", or key = \".\" for the payload itself.");
    }

    @Override
    public @Nullable String apply(@Nullable Object payload) {
        Object value = payload;
        for (Method step : steps) {
            if (value == null) {
                return null;
            }
            value = ReflectionUtils.invokeMethod(step, value);
        }
        return value == null ? null : value.toString();
    }
}
