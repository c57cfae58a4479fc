package dev.mayfly.test.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stores with one fault each in steps and signals, which the contract suite must find. */
class JobStoreStepFaultTests {

    @Test
    void findsAStoreThatKeepsTheStepOfAStaleOwner() {
        assertThat(JobStoreContractFaultTests.failures(Unfenced.class))
                .contains("rejectsTheStepOfAnOwnerThatWasReplaced");
    }

    static final class Unfenced extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                private final Map<JobId, List<StepRecord>> kept = new ConcurrentHashMap<>();

                @Override
                public TransitionResult apply(Transition step) {
                    if (step instanceof StepTransition.Decide decided) {
                        kept.computeIfAbsent(step.id(), id -> new ArrayList<>())
                                .add(decided.step());
                    }
                    return super.apply(step);
                }

                @Override
                public List<StepRecord> steps(JobId id) {
                    return kept.getOrDefault(id, List.of());
                }
            };
        }
    }

    @Test
    void findsAStoreThatForgetsAStep() {
        assertThat(JobStoreContractFaultTests.failures(Forgetful.class))
                .contains(
                        "keepsTheStepsOfEachJobInOrder",
                        "keepsStepsThroughRetriesAndForgetsThemOnlyOnRequest",
                        "behavesAsTheModelUnderRandomSteps");
    }

    static final class Forgetful extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public List<StepRecord> steps(JobId id) {
                    List<StepRecord> all = super.steps(id);
                    return all.isEmpty() ? all : all.subList(1, all.size());
                }
            };
        }
    }

    @Test
    void findsAStoreThatLosesAWakeUp() {
        assertThat(JobStoreContractFaultTests.failures(LostWakeUp.class))
                .contains(
                        "doesNotLetAJobWaitThatHasNotSeenASignal",
                        "losesNoWakeUpBetweenASignalAndAWait");
    }

    /** The wait does not look whether a signal has come since. */
    static final class LostWakeUp extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public TransitionResult apply(Transition step) {
                    JobRecord job = find(step.id()).orElse(null);
                    return job != null && step instanceof StepTransition.AwaitSignal wait
                            ? super.apply(
                                    new StepTransition.AwaitSignal(
                                            wait.id(),
                                            wait.epoch(),
                                            wait.at(),
                                            wait.dueAt(),
                                            wait.signal(),
                                            job.signals(),
                                            wait.progress()))
                            : super.apply(step);
                }
            };
        }
    }

    @Test
    void findsAStoreThatGivesTwoSignalsOneNumber() {
        assertThat(JobStoreContractFaultTests.failures(NumberedTwice.class))
                .contains("letsOnlyOneOfSeveralSendersHaveANumber");
    }

    static final class NumberedTwice extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public TransitionResult apply(Transition step) {
                    JobRecord job = find(step.id()).orElse(null);
                    if (job == null || !(step instanceof StepTransition.Signal sent)) {
                        return super.apply(step);
                    }
                    SignalRecord s = sent.signal();
                    var next =
                            new SignalRecord(
                                    job.signals() + 1,
                                    s.name(),
                                    s.signalId(),
                                    s.payload(),
                                    s.sender(),
                                    s.at(),
                                    s.taken());
                    return super.apply(
                            new StepTransition.Signal(sent.id(), sent.epoch(), sent.from(), next));
                }
            };
        }
    }

    @Test
    void findsAStoreThatDoesNotWakeWhoeverWaits() {
        assertThat(JobStoreContractFaultTests.failures(Deaf.class))
                .contains("wakesTheJobThatWaitsForASignal", "losesNoWakeUpBetweenASignalAndAWait");
    }

    /** A signal to a job that waits is kept, and the job waits on. */
    static final class Deaf extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public TransitionResult apply(Transition step) {
                    JobRecord job = find(step.id()).orElse(null);
                    boolean waits = job != null && job.state() == JobState.AWAITING_SIGNAL;
                    return waits && job != null && step instanceof StepTransition.Signal
                            ? new TransitionResult.Applied(job, job)
                            : super.apply(step);
                }
            };
        }
    }
}
