package dev.mayfly.spring.internal.agent;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.spring.AgentDeclarationException;
import dev.mayfly.spring.MayflyAgent;
import dev.mayfly.spring.internal.Nearest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Starts the declared agents.
 *
 * <p>Thread rule: for the thread that starts the application.
 */
public final class AgentStarter {

    private final ConfigurableListableBeanFactory beans;
    private final AgentBeans declared;
    private final AgentAddresses addresses;
    private final Collection<String> queues;

    /**
     * Has started nobody.
     *
     * @param beans make handlers and bodies
     * @param declared who is to be started
     * @param addresses learns who has started
     * @param queues the queues that exist
     */
    public AgentStarter(
            ConfigurableListableBeanFactory beans,
            AgentBeans declared,
            AgentAddresses addresses,
            Collection<String> queues) {
        this.beans = beans;
        this.declared = declared;
        this.addresses = addresses;
        this.queues = List.copyOf(queues);
    }

    /**
     * Starts them all. Their first beans are made here.
     *
     * @param runtime where they live
     * @return their addresses, in the order of their beans
     * @throws AgentDeclarationException if one cannot work as it is declared
     */
    public List<AgentRef<?>> start(AgentRuntime runtime) {
        declared.checkNoneIsHidden(beans);
        List<AgentSpec<Object>> specs = declared.declared().stream().map(this::spec).toList();
        return specs.stream()
                .<AgentRef<?>>map(spec -> {
                    AgentRef<Object> agent = spawn(runtime, spec);
                    addresses.add(agent);
                    return agent;
                })
                .toList();
    }

    private AgentRef<Object> spawn(AgentRuntime runtime, AgentSpec<Object> spec) {
        try {
            return runtime.spawn(spec);
        } catch (IllegalArgumentException e) {
            DeclaredAgent agent =
                    declared.declared().stream()
                            .filter(each -> each.name().equals(spec.name()))
                            .findFirst()
                            .orElseThrow();
            throw new AgentDeclarationException(
                    agent.place(),
                    "It cannot be started: " + e.getMessage() + ".",
                    "Give it a name that no agent has which the application starts by itself.");
        }
    }

    private AgentSpec<Object> spec(DeclaredAgent agent) {
        MayflyAgent settings = agent.settings();
        AgentSpec<Object> spec =
                behaviour(agent)
                        .named(agent.name())
                        .capacity(settings.capacity())
                        .overflow(settings.overflow())
                        .priority(settings.priority())
                        .onFailure(settings.onFailure());
        String queue = agent.queue();
        return queue == null ? spec : spec.queue(checked(queue, agent));
    }

    @SuppressWarnings("unchecked") // the reader has seen the interface, and so its type argument
    private AgentSpec<Object> behaviour(DeclaredAgent agent) {
        return agent.body()
                ? AgentSpec.body((Supplier<AgentBody<Object>>) (Supplier<?>) made(agent))
                : AgentSpec.handler((Supplier<AgentHandler<Object>>) (Supplier<?>) made(agent));
    }

    /** Gives the bean that was made here, and after that whatever the container gives. */
    private Supplier<?> made(DeclaredAgent agent) {
        AtomicReference<@Nullable Object> first =
                new AtomicReference<>(beans.getBean(agent.beanName()));
        return () -> {
            Object bean = first.getAndSet(null);
            return bean != null ? bean : beans.getBean(agent.beanName());
        };
    }

    private String checked(String queue, DeclaredAgent agent) {
        if (!queues.contains(queue)) {
            String nearest = Nearest.to(queue, queues);
            throw new AgentDeclarationException(
                    agent.place(),
                    "There is no queue \"" + queue + "\".",
                    (nearest == null ? "" : "Did you mean \"" + nearest + "\"? ")
                            + "Queues are: "
                            + String.join(", ", queues)
                            + "; add it with mayfly.queues."
                            + queue
                            + ".concurrency=4, for instance.");
        }
        return queue;
    }
}
