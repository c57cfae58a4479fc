package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.spring.JobDeclarationException;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs that the beans of an application declare.
 *
 * <p>Beans are looked through twice by their types: when the registry is made, so that other beans
 * can submit while they are being initialized; and once all singletons exist, because a
 * {@code @Bean} method may declare an interface and only the object shows the annotation. No bean
 * is created for it.
 *
 * <p>Thread rule: {@link #jobs()} is for any thread, everything else for the thread that starts the
 * application.
 */
public final class JobBeans implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beans;
    private final JobRegistry registry;
    private final DeclarationReader reader;

    /** By name, aliases included; replaced as a whole. */
    private volatile Map<String, DeclaredJob> byName = Map.of();

    /**
     * Looks through the beans a first time.
     *
     * @param beans the application's
     * @param registry gets the jobs
     * @param queues the queues that exist
     * @param retry the configured rules, from which an annotation may differ
     * @throws JobDeclarationException if an annotation cannot work as it is declared
     */
    public JobBeans(
            ConfigurableListableBeanFactory beans,
            JobRegistry registry,
            Collection<String> queues,
            RetryPolicy retry) {
        this.beans = beans;
        this.registry = registry;
        this.reader = new DeclarationReader(beans, queues, retry);
        scan();
    }

    /**
     * Every declared job, once.
     *
     * @return in the order they were found
     */
    public List<DeclaredJob> jobs() {
        return byName.values().stream().distinct().toList();
    }

    /**
     * Looks through the beans again, and whether each job can be called through its proxy.
     *
     * @throws JobDeclarationException if an annotation cannot work as it is declared
     */
    @Override
    public void afterSingletonsInstantiated() {
        scan();
        for (DeclaredJob job : jobs()) {
            Object bean = beans.getSingleton(job.beanName());
            if (bean != null && !beans.isFactoryBean(job.beanName())) {
                checkInvocable(job, bean.getClass());
            }
        }
    }

    private static void checkInvocable(DeclaredJob job, Class<?> type) {
        try {
            BeanCalls.invocable(job.method(), type);
        } catch (IllegalStateException e) {
            throw new JobDeclarationException(
                    job.place(),
                    "The bean stands behind a proxy of its interfaces, which do not have the"
                            + " method.",
                    "Declare "
                            + Names.describe(job.method())
                            + " in an interface of the bean, or have Spring proxy classes:"
                            + " spring.aop.proxy-target-class=true.");
        }
    }

    private void scan() {
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : targetClass(name);
            if (type != null && !isPlatform(type)) {
                scan(name, type);
            }
        }
    }

    private @Nullable Class<?> targetClass(String name) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
        if (type != null && ScopedObject.class.isAssignableFrom(type)) {
            String target = ScopedProxyUtils.getTargetBeanName(name);
            return beans.containsBeanDefinition(target)
                    ? AutoProxyUtils.determineTargetClass(beans, target)
                    : type;
        }
        // A proxy that the application made itself tells its class only as an object.
        boolean opaque = type != null && (Proxy.isProxyClass(type) || type.isInterface());
        Object bean = opaque ? beans.getSingleton(name) : null;
        return bean == null ? type : AopProxyUtils.ultimateTargetClass(bean);
    }

    private static boolean isPlatform(Class<?> type) {
        return type.getName().startsWith("org.springframework.")
                || type.getName().startsWith("java.");
    }

    private void scan(String name, Class<?> type) {
        MayflyJob onBean = beans.findAnnotationOnBean(name, MayflyJob.class, false);
        if (onBean != null) {
            add(reader.handler(name, type, declaredType(name, type), onBean));
        }
        if (!AnnotationUtils.isCandidateClass(type, MayflyJob.class)) {
            return;
        }
        Map<Method, MayflyJob> methods =
                MethodIntrospector.selectMethods(
                        type,
                        (Method m) ->
                                // On a factory method it speaks of the bean that is made.
                                AnnotatedElementUtils.hasAnnotation(m, Bean.class)
                                        ? null
                                        : AnnotatedElementUtils.findMergedAnnotation(
                                                m, MayflyJob.class));
        methods.forEach((method, job) -> add(reader.method(name, type, method, job)));
    }

    /** A lambda has forgotten its type arguments; the method that made it has not. */
    private ResolvableType declaredType(String name, Class<?> type) {
        ResolvableType own = ResolvableType.forClass(type);
        if (type.isSynthetic() || type.getTypeParameters().length > 0) {
            BeanDefinition definition =
                    beans.containsBeanDefinition(name) ? beans.getMergedBeanDefinition(name) : null;
            return definition == null ? own : definition.getResolvableType();
        }
        return own;
    }

    private void add(DeclaredJob job) {
        DeclaredJob known = byName.get(job.name());
        if (known != null && known.beanName().equals(job.beanName()) && same(known, job)) {
            return;
        }
        Map<String, DeclaredJob> more = new LinkedHashMap<>(byName);
        claim(more, job.name(), job);
        job.definition().aliases().forEach(alias -> claim(more, alias, job));
        try {
            registry.register(job.definition());
        } catch (IllegalStateException e) {
            throw new JobDeclarationException(
                    job.place(),
                    "The registry already has a job of that name: " + e.getMessage() + ".",
                    "Remove the JobDefinition of that name, or give one of them another name.");
        }
        byName = more;
    }

    /** The second look may see the class where the first saw an interface of it. */
    private static boolean same(DeclaredJob known, DeclaredJob found) {
        return known.method().equals(found.method())
                || MethodReferences.specific(known.method(), found.beanClass())
                        .equals(found.method());
    }

    private static void claim(Map<String, DeclaredJob> names, String name, DeclaredJob job) {
        DeclaredJob other = names.putIfAbsent(name, job);
        if (other != null) {
            throw new JobDeclarationException(
                    job.place(),
                    "The name \"" + name + "\" is already taken by " + other.place() + ".",
                    "Give one of them a name of its own, for instance @MayflyJob(name = \""
                            + name
                            + "-2\").");
        }
    }
}
