package dev.mayfly.spring.boot.autoconfigure.job;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.model.policy.Uniqueness.By;
import dev.mayfly.jobs.model.policy.Uniqueness.Then;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SubmissionPolicyTests {

    static class Shop {

        @MayflyJob(name = "refresh", unique = By.ARGUMENTS, uniqueFor = "10m")
        String refresh(String customer) {
            return "fresh " + customer;
        }

        @MayflyJob(name = "reindex", unique = By.NAME, whenSame = Then.DEBOUNCE, debounce = "2s")
        void reindex() {}

        @MayflyJob(name = "bill")
        String bill(String order) {
            return "billed " + order;
        }
    }

    static class Forgetful {
        @MayflyJob(name = "refresh", uniqueFor = "10m")
        void refresh(String customer) {}
    }

    @Test
    void theAnnotationsRuleIsTheDefinitions() {
        Runners.jobs()
                .withBean(Shop.class)
                .run(context -> {
                    Jobs jobs = context.getBean(Jobs.class);
                    assertThat(jobs.registry().get("refresh").unique())
                            .isEqualTo(Uniqueness.byArguments().within(Duration.ofMinutes(10)));
                    assertThat(jobs.registry().get("reindex").unique())
                            .isEqualTo(
                                    Uniqueness.byName()
                                            .debounced(
                                                    Duration.ofSeconds(2), Duration.ofSeconds(20)));
                    assertThat(jobs.registry().get("bill").unique()).isNull();
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    JobHandle<String> first = mayfly.submit("refresh", "Ada");
                    assertThat(first.await(LIMIT)).isEqualTo("fresh Ada");
                    assertThat(mayfly.submit("refresh", "Ada").id()).isEqualTo(first.id());
                    assertThat(mayfly.submit("refresh", "Bob").id()).isNotEqualTo(first.id());
                    assertThat(mayfly.submit("reindex").state()).isEqualTo(JobState.SCHEDULED);
                });
    }

    @Test
    void theFacadeSubmitsWithKeysAfterOthersAndInBatches() {
        Runners.jobs()
                .withBean(Shop.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    Shop shop = context.getBean(Shop.class);
                    Mayfly keyed = mayfly.withIdempotencyKey("order-17");
                    JobHandle<String> first = keyed.submit(shop::bill, "17");
                    assertThat(keyed.submit(shop::bill, "17").id()).isEqualTo(first.id());
                    assertThatThrownBy(() -> keyed.submit(shop::bill, "18"))
                            .isInstanceOf(SubmissionConflictException.class);
                    JobHandle<String> second = mayfly.after(first).submit(shop::bill, "next");
                    assertThat(second.await(LIMIT)).isEqualTo("billed next");
                    BatchHandle batch =
                            mayfly.batch("bills", b -> b.add("bill", "1").add("bill", "2"));
                    assertThat(batch.await(LIMIT).succeeded()).isEqualTo(2);
                    assertThat(mayfly.batch(batch.id())).isPresent();
                });
    }

    @Test
    void aPeriodWithoutARuleStopsTheStart() {
        Runners.jobs()
                .withBean(Forgetful.class)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("unique"));
    }
}
