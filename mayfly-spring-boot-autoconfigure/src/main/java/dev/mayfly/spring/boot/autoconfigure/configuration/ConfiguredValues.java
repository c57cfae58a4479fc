package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.task.Priority;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Queue;
import dev.mayfly.spring.internal.Nearest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks values that have the right type and still cannot work, and says where each was set. */
public final class ConfiguredValues {

    private final MayflyProperties properties;
    private final Problems problems;

    private ConfiguredValues(MayflyProperties properties, Problems problems) {
        this.properties = properties;
        this.problems = problems;
    }

    /**
     * Checks all values.
     *
     * @param properties the values
     * @param environment knows where each was set
     * @param engineBeans names of engines that beans of the application provide
     * @throws MayflyConfigurationException if some cannot work; it names them all
     */
    public static void check(
            MayflyProperties properties, Environment environment, Collection<String> engineBeans) {
        Problems problems = new Problems(environment);
        properties.engines().forEach(new EngineValues(problems)::check);
        ConfiguredValues values = new ConfiguredValues(properties, problems);
        Set<String> engines = new TreeSet<>(engineBeans);
        engines.addAll(List.of("async", SchedulerBuilder.COROUTINE, "process"));
        engines.add(SchedulerBuilder.THREADED);
        if (WasmEngines.isPresent()) {
            engines.add("wasm");
        }
        engines.addAll(properties.engines().keySet());
        properties.queues().forEach((name, queue) -> values.queue(name, queue, engines));
        values.defaults();
        values.retry();
        values.others();
        StoreValues.check(properties.store(), problems);
        LintValues.check(properties.lints(), problems);
        problems.throwIfAny();
    }

    /**
     * Checks what is set for the store, for whoever opens it before the rest was checked.
     *
     * @param properties the values
     * @param environment knows where each was set
     * @throws MayflyConfigurationException if some cannot work; it names them all
     */
    public static void checkStore(MayflyProperties properties, Environment environment) {
        Problems problems = new Problems(environment);
        StoreValues.check(properties.store(), problems);
        problems.throwIfAny();
    }

    /**
     * A value that has turned out not to work where it was used.
     *
     * @param environment knows where it was set
     * @param key the full key
     * @param value what it was; null if what is wrong is something else
     * @param problem what is wrong, one sentence
     * @param fix what to do, one sentence
     * @return to be thrown
     */
    public static MayflyConfigurationException refused(
            Environment environment,
            String key,
            @Nullable Object value,
            String problem,
            String fix) {
        Problems problems = new Problems(environment);
        problems.add(key, value, problem, fix);
        return problems.asException();
    }

    private void queue(String name, Queue queue, Set<String> engines) {
        String key = Problems.key("queues", name);
        if (name.equals("system")) {
            problems.add(
                    key,
                    null,
                    "The queue name \"system\" belongs to the kernel.",
                    "Give the queue another name.");
        }
        if (!engines.contains(queue.engine())) {
            String nearest = Nearest.to(queue.engine(), engines);
            problems.add(
                    key + ".engine",
                    queue.engine(),
                    "There is no engine \"" + queue.engine() + "\".",
                    (nearest == null ? "" : "Did you mean \"" + nearest + "\"? ")
                            + "Engines are: "
                            + String.join(", ", engines)
                            + "; add another with mayfly.engines."
                            + queue.engine()
                            + ".type=threaded, for instance.");
        }
        if (queue.concurrency() != null && queue.concurrency() < 1) {
            problems.add(
                    key + ".concurrency",
                    queue.concurrency(),
                    "A queue with a concurrency below 1 runs nothing.",
                    "Write 1 or more; leave it out for no limit; set "
                            + key
                            + ".paused=true to keep jobs waiting.");
        }
        priority(key + ".priority", queue.priority());
        QueueValues.check(key, queue, problems);
    }

    private void priority(String key, @Nullable Integer priority) {
        if (priority != null && (priority <= Priority.SYSTEM || priority > Priority.LOWEST)) {
            problems.add(
                    key,
                    priority,
                    "There is no priority " + priority + ".",
                    "Write 1 (most urgent) to "
                            + Priority.LOWEST
                            + "; "
                            + Priority.DEFAULT
                            + " is usual, and 0 belongs to the kernel.");
        }
    }

    private void defaults() {
        String queue = properties.defaults().queue();
        Set<String> queues = new TreeSet<>(properties.queues().keySet());
        queues.add(Scheduler.DEFAULT_QUEUE);
        if (!queues.contains(queue)) {
            problems.add(
                    "mayfly.defaults.queue",
                    queue,
                    "There is no queue \"" + queue + "\".",
                    "Queues are: "
                            + String.join(", ", queues)
                            + "; add it with mayfly.queues."
                            + queue
                            + ".concurrency=4, for instance.");
        }
        Duration timeout = properties.defaults().timeout();
        if (timeout != null && !timeout.isPositive()) {
            problems.add(
                    "mayfly.defaults.timeout",
                    timeout,
                    "With a time-out of zero or less every job would fail at once.",
                    "Write a duration such as 10m, or leave it out for no limit.");
        }
        priority("mayfly.defaults.priority", properties.defaults().priority());
    }

    private void retry() {
        MayflyProperties.Retry retry = properties.retry();
        if (retry.maxAttempts() != null && retry.maxAttempts() < 1) {
            problems.add(
                    "mayfly.retry.max-attempts",
                    retry.maxAttempts(),
                    "A job that is not tried once never runs.",
                    "Write 1 for no second attempt, or more.");
        }
        problems.negative("mayfly.retry.initial-delay", retry.initialDelay());
        problems.negative("mayfly.retry.max-delay", retry.maxDelay());
        Double multiplier = retry.multiplier();
        if (multiplier != null && !(multiplier >= 1 && multiplier <= Double.MAX_VALUE)) {
            problems.add(
                    "mayfly.retry.multiplier",
                    multiplier,
                    "Waits cannot shrink from attempt to attempt.",
                    "Write 1 for equal waits, or more; 2 doubles each.");
        }
        Double jitter = retry.jitter();
        if (jitter != null && !(jitter >= 0 && jitter <= 1)) {
            problems.add(
                    "mayfly.retry.jitter",
                    jitter,
                    "The jitter is a share of the wait.",
                    "Write 0 (none) to 1 (all of it), for instance 0.2.");
        }
        Duration initial = Retries.initialDelay(retry);
        Duration longest = Retries.maxDelay(retry);
        if (longest.compareTo(initial) < 0) {
            problems.add(
                    "mayfly.retry.max-delay",
                    longest,
                    "The longest wait is shorter than the first one, " + initial + ".",
                    "Raise mayfly.retry.max-delay, or lower mayfly.retry.initial-delay.");
        }
    }

    private void others() {
        problems.negative("mayfly.shutdown.timeout", properties.shutdown().timeout());
        if (properties.nodeName() != null && properties.nodeName().isBlank()) {
            problems.add(
                    "mayfly.node-name",
                    properties.nodeName(),
                    "The name of this process is blank.",
                    "Write a name, or leave it out for the name of the machine.");
        }
    }
}
