package dev.mayfly.spring.internal;

import dev.mayfly.spring.JobMethod;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ReflectionUtils;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Resolves method references to names of jobs.
 *
 * <p>The compiler gives a reference that is {@link java.io.Serializable} a hidden method which
 * tells what it refers to, as a {@link SerializedLambda}. That is read, and nothing is ever
 * serialized. What it says is the exact signature, so overloads are told apart; and the class of
 * the <em>variable</em>, which may be an interface or a superclass of the bean's.
 *
 * <p>Thread rule: any thread.
 */
public final class MethodReferences {

    private final JobBeans declared;
    private final SingletonBeanRegistry beans;

    /**
     * By the class of the reference, one a place in the source; only where no bean had to be told
     * apart.
     */
    private final Map<Class<?>, String> names =
            new ConcurrentReferenceHashMap<>(64, ConcurrentReferenceHashMap.ReferenceType.WEAK);

    /**
     * Resolves references to the given jobs.
     *
     * @param declared the jobs
     * @param beans tells two beans of one class apart
     */
    public MethodReferences(JobBeans declared, SingletonBeanRegistry beans) {
        this.declared = declared;
        this.beans = beans;
    }

    /**
     * The name of the job behind a reference.
     *
     * @param reference a reference to a method
     * @return the job's name
     * @throws IllegalArgumentException if it is a lambda, or a method that is no job; says what to
     *     write instead
     */
    public String nameOf(JobMethod reference) {
        String known = names.get(reference.getClass());
        return known != null ? known : resolve(reference);
    }

    private String resolve(JobMethod reference) {
        SerializedLambda form = read(reference);
        String written = form.getImplClass().replace('/', '.') + "::" + form.getImplMethodName();
        if (isLambda(form)) {
            throw new IllegalArgumentException(
                    "A lambda was submitted (in "
                            + form.getCapturingClass().replace('/', '.')
                            + "). A job is found by the name of its method, which a lambda does not"
                            + " tell. Write a reference to the method that carries @MayflyJob, for"
                            + " instance mayfly.submit(reports::generate, payload), or submit by"
                            + " name: mayfly.submit(\"reports-generate\", payload).");
        }
        Method method = target(form, reference.getClass().getClassLoader(), written);
        List<DeclaredJob> jobs = declared.jobs().stream().filter(job -> runs(job, method)).toList();
        if (jobs.size() == 1) {
            names.put(reference.getClass(), jobs.getFirst().name());
            return jobs.getFirst().name();
        }
        if (jobs.isEmpty()) {
            throw noJob(method);
        }
        return byReceiver(form, jobs, written);
    }

    private static SerializedLambda read(JobMethod reference) {
        try {
            Method writeReplace = reference.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            if (writeReplace.invoke(reference) instanceof SerializedLambda form) {
                return form;
            }
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "The method reference cannot be read, because "
                            + reference.getClass().getModule()
                            + " is closed. Add \"opens "
                            + reference.getClass().getPackageName()
                            + ";\" to its module-info.java, or submit by name.",
                    e);
        } catch (ReflectiveOperationException e) {
            throw notAReference(reference, e);
        }
        throw notAReference(reference, null);
    }

    private static IllegalArgumentException notAReference(
            JobMethod reference, @Nullable Exception cause) {
        return new IllegalArgumentException(
                reference.getClass().getName()
                        + " is an object that implements JobMethod, not a method reference. Write"
                        + " mayfly.submit(reports::generate, payload), or submit by name.",
                cause);
    }

    private static boolean isLambda(SerializedLambda form) {
        return form.getImplMethodName().startsWith("lambda$")
                || form.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial;
    }

    private static Method target(SerializedLambda form, ClassLoader loader, String written) {
        try {
            Class<?> type = ClassUtils.forName(form.getImplClass().replace('/', '.'), loader);
            Class<?>[] parameters =
                    MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader)
                            .parameterArray();
            Method method = ReflectionUtils.findMethod(type, form.getImplMethodName(), parameters);
            if (method != null) {
                return method;
            }
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    written + " cannot be loaded; submit the job by name", e);
        }
        throw new IllegalArgumentException(written + " was not found; submit the job by name");
    }

    private static boolean runs(DeclaredJob job, Method method) {
        return method.getDeclaringClass().isAssignableFrom(job.beanClass())
                && specific(method, job.beanClass()).equals(job.method());
    }

    /** The method as the class has it: overridden, and never the compiler's bridge to it. */
    static Method specific(Method method, Class<?> type) {
        return BridgeMethodResolver.findBridgedMethod(
                ClassUtils.getMostSpecificMethod(method, type));
    }

    private String byReceiver(SerializedLambda form, List<DeclaredJob> jobs, String written) {
        if (form.getCapturedArgCount() == 1) {
            Object receiver = unwrapped(form.getCapturedArg(0));
            for (DeclaredJob job : jobs) {
                Object bean = beans.getSingleton(job.beanName());
                if (bean != null && unwrapped(bean) == receiver) {
                    return job.name();
                }
            }
        }
        throw new IllegalArgumentException(
                written
                        + " is a job of several beans: "
                        + jobs.stream()
                                .map(job -> job.name() + " (" + job.place() + ")")
                                .collect(Collectors.joining(", "))
                        + ". Take the reference from the bean that is meant (bean::"
                        + form.getImplMethodName()
                        + "), or submit by name.");
    }

    private static Object unwrapped(Object object) {
        Object target = AopProxyUtils.getSingletonTarget(object);
        return target == null ? object : unwrapped(target);
    }

    private IllegalArgumentException noJob(Method method) {
        List<String> others =
                declared.jobs().stream()
                        .filter(job -> method.getDeclaringClass().isAssignableFrom(job.beanClass()))
                        .map(job -> Names.describe(job.method()) + " (\"" + job.name() + "\")")
                        .toList();
        return new IllegalArgumentException(
                Names.describe(method)
                        + " is no job. Put @MayflyJob on it, and make "
                        + ClassUtils.getShortName(method.getDeclaringClass())
                        + " a bean. "
                        + (others.isEmpty()
                                ? "No bean of that class has a job."
                                : "Jobs of that class are: " + String.join(", ", others) + "."));
    }
}
