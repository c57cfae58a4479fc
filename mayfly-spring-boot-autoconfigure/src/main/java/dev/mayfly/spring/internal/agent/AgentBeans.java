package dev.mayfly.spring.internal.agent;

import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.spring.AgentDeclarationException;
import dev.mayfly.spring.MayflyAgent;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The agents that the beans of an application declare. Finds them before any bean is made, and
 * gives each a bean of type {@code AgentRef<M>}, so that addresses can be injected like anything
 * else.
 *
 * <p>Thread rule: for the thread that starts the application.
 */
public final class AgentBeans implements BeanFactoryPostProcessor {

    /** What the names of the beans begin with that are addresses. */
    static final String ADDRESS = "mayfly.agent.";

    private final Environment environment;
    private final String addresses;
    private List<DeclaredAgent> declared = List.of();

    /**
     * Has yet to look.
     *
     * @param environment fills in placeholders
     * @param addresses the name of the bean that knows who has started
     */
    public AgentBeans(Environment environment, String addresses) {
        this.environment = environment;
        this.addresses = addresses;
    }

    /**
     * Finds the agents.
     *
     * @throws AgentDeclarationException if an annotation cannot work as it is declared
     */
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        AgentReader reader = new AgentReader(beans, environment);
        Map<String, DeclaredAgent> byName = new LinkedHashMap<>();
        for (String beanName : beans.getBeanDefinitionNames()) {
            if (isTemplate(beans, beanName)) {
                continue;
            }
            MayflyAgent annotation = beans.findAnnotationOnBean(beanName, MayflyAgent.class, false);
            if (annotation != null) {
                add(byName, reader.read(beanName, annotation));
            }
        }
        declared = List.copyOf(byName.values());
        declared.forEach(agent -> register(agent, (BeanDefinitionRegistry) beans));
    }

    /** An abstract definition, or a scoped proxy: what counts is the bean behind it. */
    private static boolean isTemplate(ConfigurableListableBeanFactory beans, String beanName) {
        return beans.getBeanDefinition(beanName).isAbstract()
                || beans.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(beanName));
    }

    private static void add(Map<String, DeclaredAgent> byName, DeclaredAgent agent) {
        DeclaredAgent other = byName.putIfAbsent(agent.name(), agent);
        if (other != null) {
            throw new AgentDeclarationException(
                    agent.place(),
                    "The name \"" + agent.name() + "\" is already taken by " + other.place() + ".",
                    "Give one of them a name of its own, for instance @MayflyAgent(name = \""
                            + agent.name()
                            + "-2\").");
        }
    }

    private void register(DeclaredAgent agent, BeanDefinitionRegistry registry) {
        RootBeanDefinition address = new RootBeanDefinition(InjectedAgentRef.class);
        address.setTargetType(
                ResolvableType.forClassWithGenerics(AgentRef.class, agent.messages()));
        address.getConstructorArgumentValues().addIndexedArgumentValue(0, agent.name());
        address.getConstructorArgumentValues()
                .addIndexedArgumentValue(1, new RuntimeBeanReference(addresses));
        address.addQualifier(new AutowireCandidateQualifier(Qualifier.class, agent.name()));
        address.setRole(BeanDefinition.ROLE_SUPPORT);
        address.setDescription("The address of the agent of " + agent.place());
        registry.registerBeanDefinition(ADDRESS + agent.name(), address);
    }

    List<DeclaredAgent> declared() {
        return declared;
    }

    /**
     * Looks for annotations that could not be seen before the beans were made, because a
     * {@code @Bean} method hides the class behind an interface. They would silently do nothing.
     *
     * @param beans has made its singletons
     * @throws AgentDeclarationException if there is one
     */
    void checkNoneIsHidden(ConfigurableListableBeanFactory beans) {
        List<String> known =
                new ArrayList<>(declared.stream().map(DeclaredAgent::beanName).toList());
        for (String beanName : beans.getBeanDefinitionNames()) {
            Object bean = known.contains(beanName) ? null : beans.getSingleton(beanName);
            if (bean instanceof AgentHandler<?> || bean instanceof AgentBody<?>) {
                Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
                if (AnnotatedElementUtils.hasAnnotation(type, MayflyAgent.class)
                        && !ScopedProxyUtils.isScopedTarget(beanName)) {
                    throw new AgentDeclarationException(
                            AgentReader.place(beanName, type),
                            "The @Bean method that makes the bean hides the annotation of its"
                                    + " class, since its return type is another.",
                            "Return " + type.getSimpleName() + ", or annotate the method.");
                }
            }
        }
    }
}
