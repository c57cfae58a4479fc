package dev.mayfly.spring.internal;

import org.springframework.util.ClassUtils;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of jobs, and of the places that declare them. */
final class Names {

    private Names() {}

    /** {@code generateMonthly} of the bean {@code reports} is {@code reports-generate-monthly}. */
    static String ofMethod(String beanName, Method method) {
        return kebab(lastSegment(beanName)) + "-" + kebab(method.getName());
    }

    /** The bean {@code sendInvoice} is {@code send-invoice}. */
    static String ofBean(String beanName) {
        return kebab(lastSegment(beanName));
    }

    /** Names of imported and nested classes are qualified; only their end speaks. */
    private static String lastSegment(String beanName) {
        String end =
                beanName.substring(
                        1 + Math.max(beanName.lastIndexOf('.'), beanName.lastIndexOf('$')));
        return end.isEmpty() ? beanName : end;
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }

    static String place(String beanName, Method method) {
        return "@MayflyJob on method " + describe(method) + " of the bean \"" + beanName + "\"";
    }

    static String place(String beanName, Class<?> beanClass) {
        return "@MayflyJob on the bean \""
                + beanName
                + "\" ("
                + ClassUtils.getShortName(beanClass)
                + ")";
    }

    static String describe(Method method) {
        return ClassUtils.getShortName(method.getDeclaringClass())
                + "."
                + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(ClassUtils::getShortName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
