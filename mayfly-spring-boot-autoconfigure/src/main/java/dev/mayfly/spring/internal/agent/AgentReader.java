package dev.mayfly.spring.internal.agent;

import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.MailboxSize;
import dev.mayfly.spring.AgentDeclarationException;
import dev.mayfly.spring.MayflyAgent;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Makes an agent of one annotation. Creates no bean. */
final class AgentReader {

    private static final String SCOPED_TARGET = ScopedProxyUtils.getTargetBeanName("");

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;

    AgentReader(ConfigurableListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    DeclaredAgent read(String beanName, MayflyAgent annotation) {
        Class<?> found = AutoProxyUtils.determineTargetClass(beans, beanName);
        Class<?> type = found == null ? Object.class : found;
        String place = place(beanName, type);
        boolean body = isBody(type, place);
        checkCapacity(annotation.capacity(), place);
        String name = resolve(annotation.name());
        String queue = resolve(annotation.queue());
        return new DeclaredAgent(
                name.isEmpty() ? publicName(beanName) : name,
                beanName,
                place,
                body,
                messages(beanName, type, body ? AgentBody.class : AgentHandler.class, place),
                queue.isEmpty() ? null : queue,
                annotation);
    }

    private static boolean isBody(Class<?> type, String place) {
        boolean handler = AgentHandler.class.isAssignableFrom(type);
        boolean body = AgentBody.class.isAssignableFrom(type);
        if (handler && body) {
            throw new AgentDeclarationException(
                    place,
                    "The bean implements both AgentHandler and AgentBody, and an agent is one of"
                            + " them.",
                    "Make two beans of it: a handler is called with each message, a body takes"
                            + " them itself.");
        }
        if (!handler && !body) {
            throw new AgentDeclarationException(
                    place,
                    "The annotation stands on a bean that is neither an AgentHandler nor an"
                            + " AgentBody.",
                    "Implement AgentHandler<Message>, or AgentBody<Message> if it must block; a"
                            + " @Bean method must also say so in its return type.");
        }
        return body;
    }

    private static void checkCapacity(int capacity, String place) {
        if (capacity < 1 || capacity > MailboxSize.LARGEST) {
            throw new AgentDeclarationException(
                    place,
                    "capacity = " + capacity + " is no size of a mailbox.",
                    "Write 1 to "
                            + MailboxSize.LARGEST
                            + "; "
                            + MailboxSize.DEFAULT.capacity()
                            + " is usual.");
        }
    }

    private ResolvableType messages(
            String beanName, Class<?> type, Class<?> behaviour, String place) {
        ResolvableType messages = declared(beanName, type).as(behaviour).getGeneric(0);
        if (messages == ResolvableType.NONE || messages.resolve() == null) {
            throw new AgentDeclarationException(
                    place,
                    "The type of the agent's messages is not known at run time.",
                    "Name it, for instance: class Desk implements AgentHandler<Order>, or a @Bean"
                            + " method that returns AgentHandler<Order>.");
        }
        return messages;
    }

    /** A lambda has forgotten its type argument; the method that made it has not. */
    private ResolvableType declared(String beanName, Class<?> type) {
        return type.isSynthetic() || type.getTypeParameters().length > 0
                ? beans.getMergedBeanDefinition(beanName).getResolvableType()
                : ResolvableType.forClass(type);
    }

    private String resolve(String text) {
        String resolved =
                beans.hasEmbeddedValueResolver()
                        ? beans.resolveEmbeddedValue(text)
                        : environment.resolveRequiredPlaceholders(text);
        return resolved == null ? "" : resolved.trim();
    }

    /** The bean behind a scoped proxy has a technical name of its own. */
    private static String publicName(String beanName) {
        return ScopedProxyUtils.isScopedTarget(beanName)
                ? beanName.substring(SCOPED_TARGET.length())
                : beanName;
    }

    static String place(String beanName, Class<?> type) {
        return "@MayflyAgent on the bean \""
                + publicName(beanName)
                + "\" ("
                + ClassUtils.getShortName(type)
                + ")";
    }
}
