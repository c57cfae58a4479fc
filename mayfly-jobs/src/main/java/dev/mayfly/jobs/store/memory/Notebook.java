package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps and signals of one job. Whoever changes the job together with them holds this object's
 * lock from before the change until {@link #write} has returned, and so nobody reads one without
 * the other.
 */
final class Notebook {

    /** Guarded by this. */
    private final Map<String, StepRecord> steps = new LinkedHashMap<>();

    /** Guarded by this. */
    private final List<SignalRecord> signals = new ArrayList<>();

    /** Whether a step of a job's life changes more than its record. */
    static boolean concerns(Transition step) {
        return step instanceof Transition.Redrive redrive && redrive.fresh()
                || step instanceof StepTransition.Decide
                || step instanceof StepTransition.Signal;
    }

    synchronized void write(Transition step) {
        switch (step) {
            case StepTransition.Decide decided -> {
                steps.put(decided.step().key(), decided.step());
                signals.replaceAll(
                        signal -> signal.number() == decided.signal() ? signal.asTaken() : signal);
            }
            case StepTransition.Signal sent -> signals.add(sent.signal());
            case Transition.Redrive redrive -> steps.clear();
            default -> throw new IllegalArgumentException(step + " has nothing to write");
        }
    }

    synchronized List<StepRecord> steps() {
        return List.copyOf(steps.values());
    }

    synchronized List<SignalRecord> signals() {
        return List.copyOf(signals);
    }
}
