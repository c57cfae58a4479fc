package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Engine;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.EngineType;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Checks what is set for one engine. */
final class EngineValues {

    private final Problems problems;
    private final CarrierValues carriers;

    EngineValues(Problems problems) {
        this.problems = problems;
        this.carriers = new CarrierValues(problems);
    }

    void check(String name, Engine engine) {
        String key = Problems.key("engines", name);
        EngineType fixed = EngineType.builtIn(name);
        if (engine.type() == null && fixed == null) {
            problems.add(
                    key + ".type",
                    null,
                    "The engine \"" + name + "\" has no type.",
                    "Set " + key + ".type to coroutine, threaded, async, process or wasm.");
        }
        if (engine.type() != null && fixed != null && engine.type() != fixed) {
            problems.add(
                    key + ".type",
                    engine.type(),
                    "The engine \"" + name + "\" always exists and has another type.",
                    "Remove the type, or give the engine another name.");
        }
        if (engine.parallelism() != null && engine.parallelism() < 1) {
            problems.add(
                    key + ".parallelism",
                    engine.parallelism(),
                    "An engine without any thread runs nothing.",
                    "Write 1 or more, or leave it out for as many as there are processors.");
        }
        EngineType type = engine.type() != null ? engine.type() : fixed;
        misplaced(key + ".process", engine.process(), EngineType.PROCESS, type);
        misplaced(key + ".wasm", engine.wasm(), EngineType.WASM, type);
        if (engine.process() != null) {
            problems.negative(key + ".process.grace", engine.process().grace());
        }
        if (type == EngineType.WASM) {
            wasm(key, engine.wasm());
        }
        carriers.check(key, engine, type);
    }

    private void misplaced(
            String key, @Nullable Object settings, EngineType wanted, @Nullable EngineType type) {
        if (settings != null && type != null && type != wanted) {
            String name = wanted.name().toLowerCase(Locale.ROOT);
            problems.add(
                    key,
                    null,
                    "These settings are those of an engine of type " + name + ".",
                    "Remove them, or give the engine that type.");
        }
    }

    private void wasm(String key, MayflyProperties.@Nullable Wasm wasm) {
        if (!WasmEngines.isPresent()) {
            problems.add(
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
            problems.add(
                    key + ".wasm.memory-limit",
                    wasm.memoryLimit(),
                    "A call has at least one page of memory and less than 2 GB.",
                    "Write 64KB or more, for instance 16MB.");
        }
        if (!wasm.timeLimit().isPositive()) {
            problems.add(
                    key + ".wasm.time-limit",
                    wasm.timeLimit(),
                    "With a time limit of zero or less every call would fail at once.",
                    "Write a duration such as 5s.");
        }
        for (int i = 0; i < wasm.allowedHashes().size(); i++) {
            if (!wasm.allowedHashes().get(i).matches("[0-9a-fA-F]{64}")) {
                problems.add(
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
            problems.add(
                    key + ".location",
                    module.location(),
                    module.location() == null
                            ? "The module has no location."
                            : "There is no file at this location.",
                    "Write for instance classpath:rules/risk.wasm or file:/srv/rules/risk.wasm.");
        }
    }
}
