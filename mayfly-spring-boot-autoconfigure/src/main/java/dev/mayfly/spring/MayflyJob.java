package dev.mayfly.spring;

import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.schedule.RecurringRules;

import org.springframework.core.annotation.AliasFor;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a job of a bean's method, or of a bean that implements {@link
 * dev.mayfly.jobs.handler.JobHandler}.
 *
 * <pre>{@code
 * @Component
 * class Invoices {
 *
 *     record Order(String id, long cents) {}
 *
 *     @MayflyJob(name = "send-invoice", queue = "mail", maxAttempts = 5)
 *     void send(Order order) { … }
 *
 *     @MayflyJob(cron = "0 3 * * *", zone = "Europe/Berlin")
 *     void remind() { … }
 * }
 * }</pre>
 *
 * <p><b>On a method</b> of any bean, also of one behind a proxy ({@code @Transactional},
 * {@code @Async} excepted): the call goes through the proxy. The method takes at most one payload,
 * a {@link dev.mayfly.jobs.handler.JobContext} and a {@link dev.mayfly.kernel.task.TaskContext}, in
 * any order, and returns nothing, the job's result, or a {@link
 * java.util.concurrent.CompletionStage} or publisher (of Reactive Streams or the JDK) of at most
 * one result. The job then ends when that does; on an engine of type {@code async} it holds no
 * thread and no stack meanwhile. Cancelling the job cancels stage and subscription. It must not be
 * private, static or final. A declaration that cannot work stops the start of the application.
 *
 * <p><b>On a class</b> (or on the {@code @Bean} method that makes the bean) the bean must implement
 * {@code JobHandler}; payload and result types are read from its type arguments.
 *
 * <p>The bean is looked up at each run: lazy, prototype and scoped beans work. Strings may hold
 * {@code ${placeholders}}. Durations are written as in configuration files, for instance {@code
 * 500ms}, {@code 10s}, {@code 2m} or {@code PT1H}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface MayflyJob {

    /** A priority that says: as {@code mayfly.defaults.priority} or the queue has it. */
    int INHERIT = Integer.MIN_VALUE;

    /** A cron expression that says: not at all. */
    String NEVER = "-";

    /**
     * The job's name, as {@link #name()}.
     *
     * @return the name, or empty for the default
     */
    @AliasFor("name")
    String value() default "";

    /**
     * The job's name: what is submitted to, stored and shown. By default made of the names of bean
     * and method: {@code generateMonthly} of the bean {@code reports} is {@code
     * reports-generate-monthly}, and a handler bean {@code sendInvoice} is {@code send-invoice}.
     * Overloads need explicit names, and so does whatever will be renamed one day: names outlive
     * the process, see {@link #aliases()}.
     *
     * @return the name, or empty for the default
     */
    @AliasFor("value")
    String name() default "";

    /**
     * Earlier names of the job. What was stored under them runs here.
     *
     * @return further names
     */
    String[] aliases() default {};

    /**
     * The queue, one that is configured under {@code mayfly.queues}.
     *
     * @return the queue's name, or empty for {@code mayfly.defaults.queue}
     */
    String queue() default "";

    /**
     * The priority within what is ready, 1 (most urgent) to 31.
     *
     * @return the priority, or {@link #INHERIT}
     */
    int priority() default INHERIT;

    /**
     * The most time one attempt may take from its start, waits included; past it the attempt is
     * interrupted and has failed.
     *
     * @return a duration, or empty for {@code mayfly.defaults.timeout}
     */
    String timeout() default "";

    /**
     * Runs the job again and again, at the times of a cron expression: five fields (minute, hour,
     * day of month, month, day of week) or six with seconds in front. Such a job takes no payload.
     * {@value #NEVER} switches it off, for instance by {@code cron = "${audit.cron:-}"}.
     *
     * @return the expression, for instance {@code 0 3 * * *} for each night at three; or empty
     */
    String cron() default "";

    /**
     * The time zone of {@link #cron()}.
     *
     * @return for instance {@code Europe/Berlin}; empty is UTC
     */
    String zone() default "";

    /**
     * Runs the job again and again, in equal steps of time that are counted from the Unix epoch:
     * ten minutes are :00, :10, :20 and so on in UTC. Such a job takes no payload.
     *
     * @return a duration, for instance {@code 30s}; or empty
     */
    String fixedRate() default "";

    /**
     * What becomes of a run that comes while the job of the one before has not ended. For jobs that
     * recur only, as the three below.
     *
     * @return by default the run is left out
     */
    RecurringRules.Overlap overlap() default RecurringRules.Overlap.SKIP;

    /**
     * What becomes of runs that were missed while the process was down.
     *
     * @return by default one run stands for all of them
     */
    RecurringRules.CatchUp catchUp() default RecurringRules.CatchUp.LATEST;

    /**
     * How late a run may be and still be made up for.
     *
     * @return a duration, for instance {@code 6h}; empty is 365 days
     */
    String catchUpWindow() default "";

    /**
     * How much later than its time a run starts at most. The share is the same on every node, and
     * another for each job and run, so that what is due at midnight does not start at once.
     *
     * @return a duration shorter than the time between two runs, for instance {@code 30s}; empty is
     *     on the dot
     */
    String spread() default "";

    /**
     * How often the job is tried in all: 1 is never again.
     *
     * @return 1 or more, or 0 for {@code mayfly.retry.max-attempts}
     */
    int maxAttempts() default 0;

    /**
     * The wait before the second attempt.
     *
     * @return a duration, or empty for {@code mayfly.retry.initial-delay}
     */
    String initialDelay() default "";

    /**
     * What the wait is multiplied by after each further attempt.
     *
     * @return 1 or more, or {@code NaN} for {@code mayfly.retry.multiplier}
     */
    double multiplier() default Double.NaN;

    /**
     * The longest wait between two attempts.
     *
     * @return a duration, or empty for {@code mayfly.retry.max-delay}
     */
    String maxDelay() default "";

    /**
     * The share of each wait that is left to chance, so that jobs that failed together do not come
     * back together.
     *
     * @return 0 to 1, or {@code NaN} for {@code mayfly.retry.jitter}
     */
    double jitter() default Double.NaN;

    /**
     * The exceptions worth another attempt, with their subclasses.
     *
     * @return exception types; empty is every exception
     */
    Class<? extends Throwable>[] retryOn() default {};

    /**
     * The exceptions that another attempt would not cure, with their subclasses; they win over
     * {@link #retryOn()}.
     *
     * @return exception types
     */
    Class<? extends Throwable>[] noRetryOn() default {};

    /**
     * What a job belongs to, for queues with rules about keys: the path of a property of the
     * payload, such as {@code customer} or {@code order.customer.id}, each step a record's
     * component, a getter or a public method without parameters; or {@code .} for the payload
     * itself. Asked once, when a job is submitted. A null on the way means no key.
     *
     * @return the path, or empty for no key
     */
    String key() default "";

    /**
     * Which jobs of this name count as the same: {@code unique = By.ARGUMENTS} those with the same
     * payload, {@code unique = By.NAME} all. A submission can bring a rule of its own.
     *
     * @return one or none; none is that all are different
     */
    Uniqueness.By[] unique() default {};

    /**
     * For how long after its submission a job counts, also when it has succeeded. With {@link
     * #unique()} only.
     *
     * @return a duration, or empty for until it has ended
     */
    String uniqueFor() default "";

    /**
     * What becomes of a submission while there is the same job. With {@link #unique()} only.
     *
     * @return by default the submitter gets the handle of the job that is there
     */
    Uniqueness.Then whenSame() default Uniqueness.Then.KEEP_FIRST;

    /**
     * How long it must have been quiet before the job runs, with {@code whenSame = Then.DEBOUNCE}.
     *
     * @return a duration, or empty
     */
    String debounce() default "";

    /**
     * How long after the first submission a debounced job is due at the latest.
     *
     * @return a duration, or empty for ten times {@link #debounce()}
     */
    String longestWait() default "";
}
