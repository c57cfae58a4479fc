package dev.mayfly.test.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.Claim;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The test of the test: stores with one fault each, which the contract suite must find. */
class JobStoreContractFaultTests {

    static List<String> failures(Class<?> suite) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
    }

    @Test
    void findsAStoreThatIgnoresTheEpoch() {
        assertThat(failures(NoFencing.class))
                .contains(
                        "rejectsTheWriteOfAnOwnerThatWasReplaced",
                        "behavesAsTheModelUnderRandomSteps");
    }

    static final class NoFencing extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public TransitionResult apply(Transition step) {
                    JobRecord job = find(step.id()).orElse(null);
                    return job != null && step instanceof Transition.Succeed s
                            ? super.apply(
                                    new Transition.Succeed(
                                            s.id(), job.epoch(), s.at(), s.result(), s.progress()))
                            : super.apply(step);
                }
            };
        }
    }

    @Test
    void findsAStoreThatLooksBeforeItWritesWithoutAtomicity() {
        assertThat(failures(CheckThenAct.class)).contains("letsExactlyOneOfSeveralStepsWin");
    }

    /**
     * Two who look at the same time both win; the fault is made certain by a memory of the first
     * look.
     */
    static final class CheckThenAct extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                private final ConcurrentHashMap<JobId, JobRecord> looks = new ConcurrentHashMap<>();

                @Override
                public TransitionResult apply(Transition step) {
                    JobRecord look = find(step.id()).orElse(null);
                    JobRecord first = look == null ? null : looks.putIfAbsent(step.id(), look);
                    TransitionResult result = super.apply(step);
                    return result instanceof TransitionResult.Rejected
                                    && first != null
                                    && step.accepts(first)
                            ? new TransitionResult.Applied(first, step.applyTo(first))
                            : result;
                }
            };
        }
    }

    @Test
    void findsAStoreThatLosesCounts() {
        assertThat(failures(LossyCounters.class))
                .contains(
                        "countsWhatIsWhereAndWhatEverWasThere",
                        "takesEachStepAsTheModelDoes",
                        "behavesAsTheModelUnderRandomSteps");
    }

    static final class LossyCounters extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public Map<String, QueueCounters> counters() {
                    var fewer = new TreeMap<>(super.counters());
                    fewer.replaceAll((queue, counters) -> {
                        var current = new EnumMap<>(counters.current());
                        current.computeIfPresent(
                                JobState.SUCCEEDED, (s, count) -> Math.max(0, count - 1));
                        return new QueueCounters(queue, current, counters.entered());
                    });
                    return fewer;
                }
            };
        }
    }

    @Test
    void findsAStoreThatPagesByCounting() {
        assertThat(failures(OffsetPages.class)).contains("pagesStablyWhileJobsComeAndChange");
    }

    static final class OffsetPages extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public JobPage query(JobQuery query) {
                    JobCursor after = query.after();
                    if (after != null && !after.value().matches("\\d+")) {
                        throw new IllegalArgumentException(after.value());
                    }
                    int skip = after == null ? 0 : Integer.parseInt(after.value());
                    var all = new ArrayList<JobRecord>();
                    JobCursor inner = null;
                    do {
                        JobPage page = super.query(query.withAfter(inner).withLimit(1_000));
                        all.addAll(page.jobs());
                        inner = page.next();
                    } while (inner != null);
                    int end = Math.min(all.size(), skip + query.limit());
                    return new JobPage(
                            all.subList(Math.min(skip, end), end),
                            end < all.size() ? new JobCursor("" + end) : null);
                }
            };
        }
    }

    @Test
    void findsAStoreThatAddsHalfABatch() {
        assertThat(failures(HalfBatches.class)).contains("addsAllJobsOrNone");
    }

    static final class HalfBatches extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public void insert(Collection<JobRecord> jobs) {
                    jobs.forEach(job -> super.insert(List.of(job)));
                }
            };
        }
    }

    @Test
    void findsAStoreThatIsEarlyOrForgetful() {
        assertThat(failures(Early.class)).contains("knowsWhatIsDueInOrderAndWhatIsNext");
        assertThat(failures(Forgetful.class)).contains("handsOutDueJobsWithoutLosingOne");
    }

    static final class Early extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public List<JobRecord> due(Instant now, int limit) {
                    return super.due(now.plusMillis(1), limit);
                }
            };
        }
    }

    static final class Forgetful extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public Optional<Instant> nextDue() {
                    return Optional.of(super.nextDue().orElse(Instant.EPOCH));
                }
            };
        }
    }

    @Test
    void findsAStoreThatMiscountsDroppedLines() {
        assertThat(failures(Miscounting.class))
                .contains("dropsTheOldestLinesAndSaysExactlyHowMany");
    }

    static final class Miscounting extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public LogPage log(JobId id, long from, int limit) {
                    LogPage page = super.log(id, from, limit);
                    return new LogPage(page.lines(), Math.max(0, page.dropped() - 1), page.next());
                }
            };
        }
    }

    @Test
    void findsAStoreThatSubmitsARunTwice() {
        // The race of the suite finds it too, where the machine lets two threads meet.
        assertThat(failures(TornRuns.class))
                .contains("submitsARunTogetherWithItsRecurringJobOrNotAtAll");
    }

    static final class TornRuns extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public boolean fireRecurring(RecurringJob next, JobRecord run) {
                    insert(List.of(run));
                    return saveRecurring(next);
                }
            };
        }
    }

    @Test
    void findsAStoreThatForgetsWhoPaused() {
        assertThat(failures(Anonymous.class))
                .contains("keepsWhyWhenAndByWhomARecurringJobIsPausedUntilItGoesOn");
    }

    static final class Anonymous extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public List<RecurringJob> recurring() {
                    return super.recurring().stream().map(Anonymous::nameless).toList();
                }
            };
        }

        private static RecurringJob nameless(RecurringJob job) {
            Pause pause = job.pause();
            return pause == null
                    ? job
                    : job.paused(new Pause(pause.reason(), "someone", pause.since()));
        }
    }

    @Test
    void findsAStoreThatFiresWhatIsPaused() {
        assertThat(failures(Restless.class))
                .contains("doesNotFireARecurringJobThatWasPausedMeanwhile");
    }

    static final class Restless extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public boolean fireRecurring(RecurringJob next, JobRecord run) {
                    if (super.fireRecurring(next, run)) {
                        return true;
                    }
                    insert(List.of(run));
                    return true;
                }
            };
        }
    }

    @Test
    void findsAStoreThatLooksForAKeyBeforeItAddsWithoutALock() {
        assertThat(failures(KeyThenInsert.class)).contains("addsOneForEachKeyOfAStorm");
    }

    /**
     * Two who look at the same time both find nobody; made certain by a memory of who was first.
     */
    static final class KeyThenInsert extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                private final ConcurrentHashMap<String, Thread> looks = new ConcurrentHashMap<>();

                @Override
                public List<SubmissionOutcome> admit(
                        List<JobRecord> jobs, Consumer<Acceptance> then) {
                    for (JobRecord job : jobs) {
                        for (Claim claim : Claim.of(job)) {
                            Thread me = Thread.currentThread();
                            Thread first = looks.putIfAbsent(claim.key(), me);
                            if (first != null && first != me) {
                                super.insert(List.of(job));
                                return List.of(new SubmissionOutcome.Added(job));
                            }
                        }
                    }
                    return super.admit(jobs, then);
                }
            };
        }
    }

    @Test
    void findsAStoreThatLooksAtThoseBeforeOnlyWhenTheyEnd() {
        assertThat(failures(BlindToThePast.class)).contains("countsThoseThatHaveEndedAlready");
    }

    /** Adds a job as blocked without looking whether it has anything to wait for. */
    static final class BlindToThePast extends JobStoreContractTests {
        @Override
        protected JobStore newStore() {
            return new Delegate() {
                @Override
                public List<SubmissionOutcome> admit(
                        List<JobRecord> jobs, Consumer<Acceptance> then) {
                    JobRecord only = jobs.getFirst();
                    if (jobs.size() == 1 && only.envelope().options().policies().after() != null) {
                        super.insert(List.of(only.blocked()));
                        return List.of(new SubmissionOutcome.Added(only.blocked()));
                    }
                    return super.admit(jobs, then);
                }
            };
        }
    }
}
