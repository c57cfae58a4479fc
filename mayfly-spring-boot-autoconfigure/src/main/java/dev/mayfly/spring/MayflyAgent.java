package dev.mayfly.spring;

import dev.mayfly.agents.agent.AgentPriority;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.Overflow;

import org.springframework.core.annotation.AliasFor;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes an agent of a bean that implements {@link dev.mayfly.agents.agent.AgentHandler} or {@link
 * dev.mayfly.agents.agent.AgentBody}.
 *
 * <pre>{@code
 * @Component
 * @Scope("prototype")
 * @MayflyAgent(name = "desk", capacity = 10_000)
 * class Desk implements AgentHandler<Order> {
 *     private final List<Order> open = new ArrayList<>();
 *
 *     public void onMessage(Order order, AgentContext<Order> self) { open.add(order); }
 * }
 *
 * @RestController
 * class Orders {
 *     private final AgentRef<Order> desk;
 *
 *     Orders(@Qualifier("desk") AgentRef<Order> desk) { this.desk = desk; }
 *
 *     @PostMapping("/orders")
 *     void place(@RequestBody Order order) { desk.tell(order); }
 * }
 * }</pre>
 *
 * <p><b>When.</b> The agent is started when the application context starts: after all beans are
 * made, and before the web server opens its port. It ends, with what it has in its mailbox, before
 * the scheduler and its jobs do.
 *
 * <p><b>The address</b> is a bean of type {@code AgentRef<M>}, with the agent's name as qualifier;
 * where only one agent takes messages of that type, no qualifier is needed. It can be injected
 * anywhere. Sending before the agent has started, as in {@code @PostConstruct}, throws an {@link
 * IllegalStateException} and keeps nothing: a mailbox is bounded, a sender may have to wait for
 * room in it, and before the start nobody would make any.
 *
 * <p><b>State and failure.</b> An agent that begins anew after a failure asks the container for its
 * bean again. A bean of scope {@code prototype} is then a new one and begins without state. A
 * singleton is the same object and <b>keeps its state</b>, also where the failure has left it half
 * done; for one, {@link OnFailure#RESTART} means little more than {@link OnFailure#RESUME}. The
 * first bean is made on the thread that starts the application, so one that cannot be made stops
 * the start; each further one is made by whatever runs the agent.
 *
 * <p>The bean may stand behind a proxy ({@code @Transactional} for instance), which then gets the
 * calls. On a {@code @Bean} method the annotation speaks of the bean that is made. {@link #name()}
 * and {@link #queue()} may hold {@code ${placeholders}}. A declaration that cannot work stops the
 * start of the application.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface MayflyAgent {

    /**
     * The agent's name, as {@link #name()}.
     *
     * @return the name, or empty for the default
     */
    @AliasFor("name")
    String value() default "";

    /**
     * The agent's name: what it is found and injected by, and shown as. By default the name of the
     * bean. Two agents of one name stop the start.
     *
     * @return the name, or empty for the default
     */
    @AliasFor("value")
    String name() default "";

    /**
     * How many messages the mailbox takes. Senders are told to slow down from four fifths of it on,
     * until a fifth is left: from 800 to 200 with the default.
     *
     * @return 1 to {@link dev.mayfly.agents.agent.MailboxSize#LARGEST}
     */
    int capacity() default 1000;

    /**
     * What happens to a message that finds the mailbox full.
     *
     * @return the rule
     */
    Overflow overflow() default Overflow.BACK_PRESSURE;

    /**
     * How urgent the agent's turns are.
     *
     * @return the priority
     */
    AgentPriority priority() default AgentPriority.NORMAL;

    /**
     * What happens when the bean throws. What a restart means depends on its scope, see above.
     *
     * @return the rule
     */
    OnFailure onFailure() default OnFailure.RESTART;

    /**
     * The queue whose engine runs the agent, one that is configured under {@code mayfly.queues}.
     *
     * @return the queue's name, or empty for {@code mayfly.agents.queue}
     */
    String queue() default "";
}
