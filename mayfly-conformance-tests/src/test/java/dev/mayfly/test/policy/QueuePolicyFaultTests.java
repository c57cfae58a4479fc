package dev.mayfly.test.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.test.database.TestDatabase;
import dev.mayfly.test.jobs.Delegate;
import dev.mayfly.test.jobs.JobPolicyContractTests;
import dev.mayfly.test.jobs.QueuePolicyContractTests;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The test of the tests: stores that do not keep to policies, each in one way. */
class QueuePolicyFaultTests {

    private static final Databases DATABASES = new Databases();

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    private static JobStore right() {
        return DATABASES.stores(TestDatabase.Product.H2, 1).getFirst();
    }

    private static List<String> failures(Class<?> suite) {
        return failures(selectClass(suite));
    }

    private static List<String> failures(DiscoverySelector... what) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(what)
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
    }

    @Test
    void findsClaimsThatIgnoreTheLimits() {
        assertThat(failures(IgnoredLimits.class))
                .contains(
                        "takesNoMoreThanTheGlobalLimitWhoeverTakes",
                        "takesNoMoreOfAKeyThanItsLimitAndHidesNothingBehindIt",
                        "runsAKeyInTheOrderOfAcceptanceWhateverThePriorities",
                        "takesNoMoreThanABurstUntilTheRateAllowsIt",
                        "takesNothingWhileAQueueIsPaused",
                        "keepsToAllLimitsInAStormOfClaims");
    }

    /** What is saved reaches nobody who claims. */
    static final class IgnoredLimits extends QueuePolicyContractTests {
        @Override
        protected JobStore newStore() {
            QueuePolicyStore apart = new MemoryJobStore().policies();
            return new Delegate(right()) {
                @Override
                public QueuePolicyStore policies() {
                    return apart;
                }
            };
        }
    }

    @Test
    void findsPlacesThatAreNotGivenBackAfterARecovery() {
        assertThat(failures(LostPlaces.class)).containsExactly("givesBackWhatALostRunnerHad");
    }

    /** Whatever is recovered goes on counting. */
    static final class LostPlaces extends QueuePolicyContractTests {
        @Override
        protected JobStore newStore() {
            JobStore right = right();
            return new Delegate(right) {
                @Override
                public Optional<Runners> runners() {
                    return super.runners().map(runners -> new Forgetful(runners, right.policies()));
                }
            };
        }
    }

    private record Forgetful(Runners right, QueuePolicyStore policies) implements Runners {

        @Override
        public List<JobRecord> recover(Instant at, int limit) {
            List<JobRecord> jobs = right.recover(at, limit);
            for (QueuePolicy policy : policies.all()) {
                Integer global = policy.limits().global();
                if (!jobs.isEmpty() && global != null) {
                    QueueLimits fewer =
                            policy.limits().withGlobal(Math.max(1, global - jobs.size()));
                    policies.save(policy.withLimits(fewer, false, "the fault", at));
                }
            }
            return jobs;
        }

        @Override
        public long register(String node, Duration lease) {
            return right.register(node, lease);
        }

        @Override
        public boolean renew(long incarnation, Duration lease) {
            return right.renew(incarnation, lease);
        }

        @Override
        public boolean holds(long incarnation) {
            return right.holds(incarnation);
        }

        @Override
        public void leave(long incarnation, Instant at) {
            right.leave(incarnation, at);
        }

        @Override
        public List<JobRecord> cancelRequests(long incarnation) {
            return right.cancelRequests(incarnation);
        }

        @Override
        public List<JobRecord> claim(Claim claim) {
            return right.claim(claim);
        }

        @Override
        public @Nullable Held held(String queue) {
            return right.held(queue);
        }

        @Override
        public QueueLoad load(String queue, @Nullable JobRecord job) {
            return right.load(queue, job);
        }

        @Override
        public List<RunnerInfo> list() {
            return right.list();
        }

        @Override
        public void onReady(Consumer<String> listener) {
            right.onReady(listener);
        }
    }

    @Test
    void findsNodesThatRunMoreThanIsAllowed() {
        assertThat(
                        failures(
                                selectMethod(
                                        Unlimited.class,
                                        "neverRunsMoreThanTheGlobalLimitAndRunsAll"),
                                selectMethod(
                                        Unlimited.class, "overtakesARetryWhereThatIsDeclared")))
                .contains("neverRunsMoreThanTheGlobalLimitAndRunsAll");
    }

    /** The nodes know the limits, and the store that they take jobs from does not. */
    static final class Unlimited extends JobPolicyContractTests {
        @Override
        protected List<JobStore> newStores() {
            QueuePolicyStore apart = new MemoryJobStore().policies();
            return DATABASES.stores(TestDatabase.Product.H2, 2).stream()
                    .<JobStore>map(right ->
                            new Delegate(right) {
                                @Override
                                public QueuePolicyStore policies() {
                                    return apart;
                                }
                            })
                    .toList();
        }
    }
}
