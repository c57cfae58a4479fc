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
import java.lang.reflect.Proxy;
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

    /** What was resolved before. */
    private final Map<Place, String> names = weak();

    /** The hidden method of each place in the source. */
    private final Map<Class<?>, Method> hidden = weak();

    /** A place in the source, and the class of the bean that it was reached with, if with one. */
    private record Place(Class<?> reference, @Nullable Class<?> receiver) {}

    private static <K, V> Map<K, V> weak() {
        return new ConcurrentReferenceHashMap<>(64, ConcurrentReferenceHashMap.ReferenceType.WEAK);
    }

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
        String known = names.get(new Place(reference.getClass(), null));
        return known != null ? known : resolve(reference);
    }

    private String resolve(JobMethod reference) {
        SerializedLambda form = read(reference);
        Object receiver = form.getCapturedArgCount() == 1 ? form.getCapturedArg(0) : null;
        Place place =
                new Place(reference.getClass(), receiver == null ? null : receiver.getClass());
        String known = names.get(place);
        if (known != null) {
            return known;
        }
        refuseLambda(form);
        Method method = target(form, reference.getClass().getClassLoader());
        List<DeclaredJob> jobs =
                declared.jobs().stream()
                        .filter(job -> runs(job, method) && mayBe(job, receiver))
                        .toList();
        if (jobs.isEmpty()) {
            throw noJob(method);
        }
        refuseStage(method, jobs);
        if (jobs.size() > 1) {
            return byReceiver(receiver, jobs, method);
        }
        names.put(place, jobs.getFirst().name());
        return jobs.getFirst().name();
    }

    private SerializedLambda read(JobMethod reference) {
        try {
            Method writeReplace = hidden.get(reference.getClass());
            if (writeReplace == null) {
                writeReplace = reference.getClass().getDeclaredMethod("writeReplace");
                writeReplace.setAccessible(true);
                hidden.put(reference.getClass(), writeReplace);
            }
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

    private static void refuseLambda(SerializedLambda form) {
        if (form.getImplMethodName().startsWith("lambda$")
                || form.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
            throw new IllegalArgumentException(
                    "A lambda was submitted (in "
                            + form.getCapturingClass().replace('/', '.')
                            + "). A job is found by the name of its method, which a lambda does not"
                            + " tell. Write a reference to the method that carries @MayflyJob, for"
                            + " instance mayfly.submit(reports::generate, payload), or submit by"
                            + " name: mayfly.submit(\"reports-generate\", payload).");
        }
    }

    /** The compiler would make a handle of stages of it, and the handle holds the value. */
    private static void refuseStage(Method method, List<DeclaredJob> jobs) {
        if (Stages.kind(method.getReturnType()) != null) {
            throw new IllegalArgumentException(
                    Names.describe(method)
                            + " returns a "
                            + ClassUtils.getShortName(method.getReturnType())
                            + ", and the job's handle holds what that brings. Submit by name, which"
                            + " lets you say so: JobHandle<Invoice> handle = mayfly.submit(\""
                            + jobs.getFirst().name()
                            + "\", payload).");
        }
    }

    private static Method target(SerializedLambda form, ClassLoader loader) {
        String written = form.getImplClass().replace('/', '.') + "::" + form.getImplMethodName();
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

    /** Another bean of the same interface may have no job, and is not taken for one that has. */
    private static boolean mayBe(DeclaredJob job, @Nullable Object receiver) {
        if (receiver == null) {
            return true;
        }
        Class<?> type = AopProxyUtils.ultimateTargetClass(receiver);
        return Proxy.isProxyClass(type) || job.beanClass().isAssignableFrom(type);
    }

    /** The method as the class has it: overridden, and never the compiler's bridge to it. */
    static Method specific(Method method, Class<?> type) {
        return BridgeMethodResolver.findBridgedMethod(
                ClassUtils.getMostSpecificMethod(method, type));
    }

    private String byReceiver(@Nullable Object receiver, List<DeclaredJob> jobs, Method method) {
        if (receiver != null) {
            Object target = unwrapped(receiver);
            for (DeclaredJob job : jobs) {
                Object bean = beans.getSingleton(job.beanName());
                if (bean != null && unwrapped(bean) == target) {
                    return job.name();
                }
            }
        }
        throw new IllegalArgumentException(
                Names.describe(method)
                        + " is a job of several beans: "
                        + jobs.stream()
                                .map(job -> job.name() + " (" + job.place() + ")")
                                .collect(Collectors.joining(", "))
                        + ". Take the reference from the bean that is meant (bean::"
                        + method.getName()
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
