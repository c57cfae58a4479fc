package dev.mayfly.test.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comparison with the model finds stores that are wrong about jobs that belong together. */
class JobStorePolicyFaultTests {

    private static final Pattern SHORTENED = Pattern.compile("shortened to (\\d+) steps");

    /** How many of 300 random steps are left of the run that shows the fault. */
    private static int stepsThatShow(java.util.function.Supplier<JobStore> stores) {
        int[] steps = new int[1];
        assertThatThrownBy(
                        () -> {
                            for (long seed = 1; seed <= 40; seed++) {
                                StoreModel.check(stores, seed, 300);
                            }
                        })
                .isInstanceOf(AssertionError.class)
                .satisfies(error -> {
                    Matcher found = SHORTENED.matcher(String.valueOf(error.getMessage()));
                    assertThat(found.find()).isTrue();
                    steps[0] = Integer.parseInt(found.group(1));
                });
        return steps[0];
    }

    @Test
    void findsAStoreThatAddsWhatWasThereAlready() {
        assertThat(stepsThatShow(ForgetsKeys::new)).isBetween(2, 4);
    }

    private static final class ForgetsKeys extends Delegate {
        @Override
        public List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
            List<SubmissionOutcome> admitted = super.admit(jobs, then);
            if (admitted.getFirst() instanceof SubmissionOutcome.Kept) {
                insert(jobs);
                return List.of(new SubmissionOutcome.Added(jobs.getFirst()));
            }
            return admitted;
        }
    }

    @Test
    void findsAStoreThatLetsAJobGoBeforeOthers() {
        assertThat(stepsThatShow(GoesAhead::new)).isBetween(2, 4);
    }

    private static final class GoesAhead extends Delegate {
        @Override
        public List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
            boolean waits = jobs.size() == 1 && !Blocking.predecessors(jobs.getFirst()).isEmpty();
            List<SubmissionOutcome> admitted = super.admit(jobs, then);
            return waits
                    ? jobs.stream().<SubmissionOutcome>map(SubmissionOutcome.Added::new).toList()
                    : admitted;
        }
    }

    @Test
    void findsAStoreThatLosesAMemberOfABatch() {
        assertThat(stepsThatShow(Miscounts::new)).isBetween(1, 4);
    }

    private static final class Miscounts extends Delegate {
        @Override
        public Optional<BatchRecord> batch(String id) {
            return super.batch(id)
                    .map(batch ->
                            new BatchRecord(
                                    batch.id(),
                                    batch.name(),
                                    batch.createdAt(),
                                    batch.finishedAt(),
                                    Math.min(1, batch.total()),
                                    batch.succeeded(),
                                    batch.failed(),
                                    batch.cancelled(),
                                    batch.onCompletion(),
                                    batch.onSuccess()));
        }
    }
}
