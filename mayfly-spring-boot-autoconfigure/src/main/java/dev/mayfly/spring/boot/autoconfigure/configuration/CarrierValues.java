package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Engine;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.EngineType;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Checks what is set for the threads of an engine whose bodies are coroutines. */
final class CarrierValues {

    /** Longer, and it is no slice of time: a task would never give way. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Each is a thread of the operating system, and has its place from the start. */
    private static final int MOST_SPARES = 10_000;

    private final Problems problems;

    CarrierValues(Problems problems) {
        this.problems = problems;
    }

    /**
     * Checks one engine.
     *
     * @param key the engine's, for instance {@code mayfly.engines.coroutine}
     * @param type what kind it is; null if that is a problem already told
     */
    void check(String key, Engine engine, @Nullable EngineType type) {
        if (type != null && type != EngineType.COROUTINE && type != EngineType.PROCESS) {
            misplaced(key + ".mode", engine.mode());
            misplaced(key + ".quantum", engine.quantum());
            misplaced(key + ".hog-limit", engine.hogLimit());
            misplaced(key + ".max-spares", engine.maxSpares());
            return;
        }
        if (engine.mode() == CoroutineMode.OWNED && !VirtualThreads.canOwnCarriers()) {
            closed(key + ".mode", engine.mode());
        }
        if (engine.mode() == CoroutineMode.PORTABLE) {
            ofOwnedCarriers(key + ".hog-limit", engine.hogLimit());
            ofOwnedCarriers(key + ".max-spares", engine.maxSpares());
        }
        boolean sound = slice(key + ".quantum", engine.quantum());
        sound &= slice(key + ".hog-limit", engine.hogLimit());
        Duration limit = engine.hogLimit();
        if (sound && limit != null && limit.compareTo(engine.quantumOrDefault()) < 0) {
            problems.add(
                    key + ".hog-limit",
                    limit,
                    "A carrier cannot count as held before the task on it has had its quantum of "
                            + engine.quantumOrDefault().toMillis()
                            + " ms.",
                    "Raise it, or lower " + key + ".quantum.");
        }
        Integer spares = engine.maxSpares();
        if (spares != null && (spares < 0 || spares > MOST_SPARES)) {
            problems.add(
                    key + ".max-spares",
                    spares,
                    "There cannot be " + spares + " spare carriers.",
                    "Write 0 (none) to " + MOST_SPARES + "; 64 is the default.");
        }
    }

    private void misplaced(String key, @Nullable Object value) {
        if (value != null) {
            problems.add(
                    key,
                    value,
                    "Only engines of type coroutine and process have carriers of virtual threads.",
                    "Remove it, or give the engine one of these types.");
        }
    }

    private void ofOwnedCarriers(String key, @Nullable Object value) {
        if (value != null) {
            problems.add(
                    key,
                    value,
                    "In portable mode the carriers are the JDK's, which takes no such setting.",
                    "Remove it, or set the mode to auto.");
        }
    }

    private boolean slice(String key, @Nullable Duration value) {
        if (value == null || (value.isPositive() && value.compareTo(LONGEST) <= 0)) {
            return true;
        }
        problems.add(
                key,
                value,
                "This is no time that a task could have its turn for.",
                "Write more than 0 and at most 1h, for instance 10ms.");
        return false;
    }

    private void closed(String key, CoroutineMode mode) {
        problems.add(
                key,
                mode,
                "The engine cannot own its carriers: " + VirtualThreads.whyNot() + ".",
                VirtualThreads.whyNot().contains(VirtualThreads.OPTION)
                        ? OwnedCarriers.advice()
                        : "Run on a JDK 25, or set the mode to auto.");
    }
}
