package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.task.Priority;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Engine;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.EngineType;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Queue;
import dev.mayfly.spring.internal.Nearest;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Checks values that have the right type and still cannot work, and says where each was set. */
public final class ConfiguredValues {

    private final MayflyProperties properties;
    private final Environment environment;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private ConfiguredValues(MayflyProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
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
        ConfiguredValues values = new ConfiguredValues(properties, environment);
        properties.engines().forEach(values::engine);
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
        if (!values.problems.isEmpty()) {
            throw new MayflyConfigurationException(values.problems);
        }
    }

    private void engine(String name, Engine engine) {
        String key = key("engines", name);
        EngineType fixed = EngineType.builtIn(name);
        if (engine.type() == null && fixed == null) {
            problem(
                    key + ".type",
                    null,
                    "The engine \"" + name + "\" has no type.",
                    "Set " + key + ".type to coroutine, threaded, async, process or wasm.");
        }
        if (engine.type() != null && fixed != null && engine.type() != fixed) {
            problem(
                    key + ".type",
                    engine.type(),
                    "The engine \"" + name + "\" always exists and has another type.",
                    "Remove the type, or give the engine another name.");
        }
        if (engine.parallelism() != null && engine.parallelism() < 1) {
            problem(
                    key + ".parallelism",
                    engine.parallelism(),
                    "An engine without any thread runs nothing.",
                    "Write 1 or more, or leave it out for as many as there are processors.");
        }
        EngineType type = engine.type() != null ? engine.type() : fixed;
        misplaced(key + ".process", engine.process(), EngineType.PROCESS, type);
        misplaced(key + ".wasm", engine.wasm(), EngineType.WASM, type);
        if (engine.process() != null) {
            negative(key + ".process.grace", engine.process().grace());
        }
        if (type == EngineType.WASM) {
            wasm(key, engine.wasm());
        }
    }

    private void misplaced(
            String key, @Nullable Object settings, EngineType wanted, @Nullable EngineType type) {
        if (settings != null && type != null && type != wanted) {
            String name = wanted.name().toLowerCase(Locale.ROOT);
            problem(
                    key,
                    null,
                    "These settings are those of an engine of type " + name + ".",
                    "Remove them, or give the engine that type.");
        }
    }

    private void wasm(String key, MayflyProperties.@Nullable Wasm wasm) {
        if (!WasmEngines.isPresent()) {
            problem(
                    key + ".type",
                    null,
                    "An engine of type wasm needs a module that is not on the class path.",
                    "Add the dependency dev.mayfly:mayfly-engine-wasm.");
            return;
        }
        if (wasm == null) {
            return;
        }
        long bytes = wasm.memoryLimit().toBytes();
        if (bytes < 64 << 10 || bytes >= Integer.MAX_VALUE) {
            problem(
                    key + ".wasm.memory-limit",
                    wasm.memoryLimit(),
                    "A call has at least one page of memory and less than 2 GB.",
                    "Write 64KB or more, for instance 16MB.");
        }
        if (!wasm.timeLimit().isPositive()) {
            problem(
                    key + ".wasm.time-limit",
                    wasm.timeLimit(),
                    "With a time limit of zero or less every call would fail at once.",
                    "Write a duration such as 5s.");
        }
        for (int i = 0; i < wasm.allowedHashes().size(); i++) {
            if (!wasm.allowedHashes().get(i).matches("[0-9a-fA-F]{64}")) {
                problem(
                        key + ".wasm.allowed-hashes[" + i + "]",
                        wasm.allowedHashes().get(i),
                        "This is no SHA-256.",
                        "Write 64 hexadecimal digits, as sha256sum prints them.");
            }
        }
        wasm.modules().forEach((name, module) -> module(key + ".wasm.modules." + name, module));
    }

    private void module(String key, MayflyProperties.WasmModule module) {
        if (module.location() == null || !WasmEngines.exists(module.location())) {
            problem(
                    key + ".location",
                    module.location(),
                    module.location() == null
                            ? "The module has no location."
                            : "There is no file at this location.",
                    "Write for instance classpath:rules/risk.wasm or file:/srv/rules/risk.wasm.");
        }
    }

    private void queue(String name, Queue queue, Set<String> engines) {
        String key = key("queues", name);
        if (name.equals("system")) {
            problem(
                    key,
                    null,
                    "The queue name \"system\" belongs to the kernel.",
                    "Give the queue another name.");
        }
        if (!engines.contains(queue.engine())) {
            String nearest = Nearest.to(queue.engine(), engines);
            problem(
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
            problem(
                    key + ".concurrency",
                    queue.concurrency(),
                    "A queue with a concurrency below 1 runs nothing.",
                    "Write 1 or more; leave it out for no limit; set "
                            + key
                            + ".paused=true to keep jobs waiting.");
        }
        priority(key + ".priority", queue.priority());
    }

    private void priority(String key, @Nullable Integer priority) {
        if (priority != null && (priority <= Priority.SYSTEM || priority > Priority.LOWEST)) {
            problem(
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
            problem(
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
            problem(
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
            problem(
                    "mayfly.retry.max-attempts",
                    retry.maxAttempts(),
                    "A job that is not tried once never runs.",
                    "Write 1 for no second attempt, or more.");
        }
        negative("mayfly.retry.initial-delay", retry.initialDelay());
        negative("mayfly.retry.max-delay", retry.maxDelay());
        Double multiplier = retry.multiplier();
        if (multiplier != null && !(multiplier >= 1 && multiplier <= Double.MAX_VALUE)) {
            problem(
                    "mayfly.retry.multiplier",
                    multiplier,
                    "Waits cannot shrink from attempt to attempt.",
                    "Write 1 for equal waits, or more; 2 doubles each.");
        }
        Double jitter = retry.jitter();
        if (jitter != null && !(jitter >= 0 && jitter <= 1)) {
            problem(
                    "mayfly.retry.jitter",
                    jitter,
                    "The jitter is a share of the wait.",
                    "Write 0 (none) to 1 (all of it), for instance 0.2.");
        }
        Duration initial = Retries.initialDelay(retry);
        Duration longest = Retries.maxDelay(retry);
        if (longest.compareTo(initial) < 0) {
            problem(
                    "mayfly.retry.max-delay",
                    longest,
                    "The longest wait is shorter than the first one, " + initial + ".",
                    "Raise mayfly.retry.max-delay, or lower mayfly.retry.initial-delay.");
        }
    }

    private void others() {
        negative("mayfly.shutdown.timeout", properties.shutdown().timeout());
        if (properties.nodeName() != null && properties.nodeName().isBlank()) {
            problem(
                    "mayfly.node-name",
                    properties.nodeName(),
                    "The name of this process is blank.",
                    "Write a name, or leave it out for the name of the machine.");
        }
    }

    private void negative(String key, @Nullable Duration duration) {
        if (duration != null && duration.isNegative()) {
            problem(
                    key,
                    duration,
                    "A duration cannot be negative.",
                    "Write for instance 500ms, 10s or 5m.");
        }
    }

    /** A key as a user would write it: names with dots stand in brackets. */
    private static String key(String group, String name) {
        String plain = "mayfly." + group + "." + name;
        return !name.contains(".") && ConfigurationPropertyName.isValid(plain)
                ? plain
                : "mayfly." + group + "[" + name + "]";
    }

    private void problem(String key, @Nullable Object value, String problem, String fix) {
        ConfigurationProperty set = find(key);
        String text = set != null ? String.valueOf(set.getValue()) : null;
        problems.add(
                new ConfigurationProblem(
                        key,
                        text == null && value != null ? value.toString() : text,
                        set == null || set.getOrigin() == null ? null : set.getOrigin().toString(),
                        problem,
                        fix));
    }

    private @Nullable ConfigurationProperty find(String key) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
