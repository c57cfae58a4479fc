package dev.mayfly.jobs.internal.step;

import dev.mayfly.jobs.step.StepException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** How long, how large and how many steps and signals may be. */
final class Limits {

    /** The longest name of a step or a signal, in characters. */
    static final int LONGEST_NAME = 200;

    /** How many steps and ended waits a job has at most. */
    static final int MOST_STEPS = 1_000;

    /** How many signals may wait for a job to take them. */
    static final int MOST_PENDING = 100;

    /** The largest result or payload: 256 KiB of JSON in UTF-8. */
    static final int LARGEST = 256 * 1024;

    private Limits() {}

    /** Why a name cannot be used; null if it can. */
    private static @Nullable String fault(String name) {
        if (name.isBlank()) {
            return "is blank; give it a name";
        }
        if (name.length() > LONGEST_NAME) {
            return "has "
                    + name.length()
                    + " characters, and may have "
                    + LONGEST_NAME
                    + "; shorten it";
        }
        return name.chars().anyMatch(Character::isISOControl)
                ? "has a control character; use letters, digits and signs"
                : null;
    }

    static void checkStepName(String job, String what, String name) {
        String fault = fault(name);
        if (fault != null) {
            throw new StepException(
                    "job \"" + job + "\": the name of " + what + " \"" + name + "\" " + fault);
        }
    }

    static void checkSignalName(String name) {
        String fault = fault(name);
        if (fault != null) {
            throw new IllegalArgumentException("the name of signal \"" + name + "\" " + fault);
        }
    }

    /** The size of a JSON text in bytes, where it is too large; 0 where it is not. */
    static int excess(String json) {
        if (json.length() * 3L <= LARGEST) {
            return 0;
        }
        int size = json.getBytes(StandardCharsets.UTF_8).length;
        return size > LARGEST ? size : 0;
    }
}
