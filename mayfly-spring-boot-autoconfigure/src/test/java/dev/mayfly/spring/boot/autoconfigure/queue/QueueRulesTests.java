package dev.mayfly.spring.boot.autoconfigure.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.spring.JobDeclarationException;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.MayflyQueuesEndpointAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;
import dev.mayfly.spring.boot.autoconfigure.actuate.QueuesEndpoint;
import dev.mayfly.spring.boot.autoconfigure.actuate.QueuesEndpoint.QueueReport;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Objects;

/** Rules of queues from the configuration to the actuator. */
class QueueRulesTests {

    record Customer(String name) {}

    record Order(@Nullable Customer customer, int number) {}

    @Component("bills")
    static class Bills {
        @MayflyJob(name = "bill", queue = "bills", key = "customer.name")
        int bill(Order order) {
            return order.number();
        }

        @MayflyJob(name = "remind", key = ".")
        String remind(String customer) {
            return customer;
        }
    }

    @Component("lost")
    static class Lost {
        @MayflyJob(name = "lost", key = "customer.nmae")
        void lost(Order order) {}
    }

    private static ApplicationContextRunner queues() {
        return Runners.jobs()
                .withConfiguration(
                        AutoConfigurations.of(
                                EndpointAutoConfiguration.class,
                                MayflyQueuesEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=mayflyqueues")
                .withUserConfiguration(Bills.class);
    }

    private static ApplicationContextRunner limited() {
        return queues().withPropertyValues(
                        "mayfly.queues.bills.global-concurrency=3",
                        "mayfly.queues.bills.key-order=block",
                        "mayfly.queues.bills.rate.permits=100",
                        "mayfly.queues.bills.rate.period=1m",
                        "mayfly.queues.bills.rate.burst=5");
    }

    @Test
    void limitsAreThoseOfTheConfiguration() {
        limited()
                .run(context ->
                        assertThat(context.getBean(Jobs.class).queues().policy("bills").limits())
                                .isEqualTo(
                                        new QueueLimits(
                                                null,
                                                3,
                                                1,
                                                new RateLimit(100, Duration.ofMinutes(1), 5),
                                                KeyOrder.BLOCK)));
    }

    @Test
    void keyIsTheNamedPropertyOfThePayload() {
        limited()
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    JobHandle<?> of = mayfly.submit("bill", new Order(new Customer("ada"), 1));
                    JobHandle<?> nobodys = mayfly.submit("bill", new Order(null, 2));
                    JobHandle<?> plain = mayfly.submit("remind", "bob");
                    Jobs jobs = context.getBean(Jobs.class);
                    assertThat(jobs.find(of.id()).orElseThrow().key()).isEqualTo("ada");
                    assertThat(jobs.find(nobodys.id()).orElseThrow().key()).isNull();
                    assertThat(jobs.find(plain.id()).orElseThrow().key()).isEqualTo("bob");
                });
    }

    @Test
    void keyThatLeadsNowhereStopsTheStart() {
        queues().withPropertyValues("mayfly.queues.bills.concurrency=4")
                .withUserConfiguration(Lost.class)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .isInstanceOf(JobDeclarationException.class)
                                .hasMessageContaining("customer.nmae")
                                .hasMessageContaining("nmae"));
    }

    @Test
    void limitsThatCannotWorkAreNamedWithKeyAndFix() {
        queues().withPropertyValues(
                        "mayfly.queues.bills.global-concurrency=0",
                        "mayfly.queues.bills.key-concurrency=2",
                        "mayfly.queues.bills.key-order=overtake",
                        "mayfly.queues.bills.rate.permits=10",
                        "mayfly.queues.bills.rate.burst=11",
                        "mayfly.queues.bills.rate.period=0s")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .isInstanceOf(MayflyConfigurationException.class)
                                .hasMessageContaining("mayfly.queues.bills.global-concurrency")
                                .hasMessageContaining("mayfly.queues.bills.key-concurrency")
                                .hasMessageContaining("mayfly.queues.bills.rate.burst")
                                .hasMessageContaining("mayfly.queues.bills.rate.period"));
    }

    @Test
    void endpointShowsRulesReasonsAndPromisesAndChangesThem() {
        limited()
                .run(context -> {
                    QueuesEndpoint endpoint = context.getBean(QueuesEndpoint.class);
                    assertThat(endpoint.queues()).containsKeys("bills", "default");
                    QueueReport paused = change(endpoint, "pause", "no paper", null);
                    assertThat(paused.explanation().kind()).isEqualTo(Explanation.Kind.PAUSED);
                    assertThat(paused.explanation().sentence()).contains("anonymous", "no paper");
                    assertThat(paused.guarantees().promises()).hasSize(5);
                    assertThat(change(endpoint, "resume", null, null).policy().pause()).isNull();
                    assertThat(change(endpoint, "limit", null, 7).policy().limits().global())
                            .isEqualTo(7);
                    assertThat(change(endpoint, "reset", null, null).policy().limits().global())
                            .isEqualTo(3);
                    assertThatThrownBy(() -> change(endpoint, "pause", " ", null))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("reason");
                    assertThatThrownBy(() -> change(endpoint, "burn", null, null))
                            .hasMessageContaining("pause, resume, limit");
                    assertThat(endpoint.queue("nowhere")).isNull();
                });
    }

    private static QueueReport change(
            QueuesEndpoint endpoint,
            String action,
            @Nullable String reason,
            @Nullable Integer global) {
        return Objects.requireNonNull(
                endpoint.change(
                        "bills",
                        action,
                        reason,
                        null,
                        global,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        SecurityContext.NONE));
    }

    private static QueueReport route(
            QueuesEndpoint endpoint, @Nullable String engine, @Nullable Integer priority) {
        return Objects.requireNonNull(
                endpoint.change(
                        "bills",
                        "route",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        engine,
                        priority,
                        SecurityContext.NONE));
    }

    @Test
    void endpointSendsAQueueToAnotherEngineAndBack() {
        limited()
                .run(context -> {
                    QueuesEndpoint endpoint = context.getBean(QueuesEndpoint.class);
                    assertThat(route(endpoint, "threaded", null).policy().routing())
                            .isEqualTo(new QueueRouting("threaded", null));
                    assertThat(route(endpoint, null, 4).policy().routing())
                            .isEqualTo(new QueueRouting("threaded", 4));
                    assertThat(context.getBean(Scheduler.class).outline().queues())
                            .filteredOn(queue -> queue.name().equals("bills"))
                            .singleElement()
                            .satisfies(queue -> {
                                assertThat(queue.engine()).isEqualTo("threaded");
                                assertThat(queue.priority()).isEqualTo(4);
                            });
                    assertThat(route(endpoint, null, 0).policy().routing())
                            .isEqualTo(new QueueRouting("threaded", null));
                    assertThat(route(endpoint, " ", null).policy().routing())
                            .isEqualTo(QueueRouting.NONE);
                    assertThatThrownBy(() -> route(endpoint, "steam", null))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining(
                                    "engine \"steam\" does not exist; the engines are");
                    assertThatThrownBy(() -> route(endpoint, null, 32))
                            .hasMessageContaining("priority 32 is outside");
                    assertThatThrownBy(() -> route(endpoint, null, null))
                            .hasMessageContaining("needs an \"engine\" or a \"priority\"");
                });
    }

    private static QueueReport rate(
            QueuesEndpoint endpoint,
            @Nullable Integer permits,
            @Nullable Duration period,
            @Nullable Integer burst) {
        return Objects.requireNonNull(
                endpoint.change(
                        "bills",
                        "limit",
                        null,
                        null,
                        null,
                        null,
                        null,
                        permits,
                        period,
                        burst,
                        null,
                        null,
                        SecurityContext.NONE));
    }

    @Test
    void endpointSetsTheRateAndLeavesTheOtherLimits() {
        limited()
                .run(context -> {
                    QueuesEndpoint endpoint = context.getBean(QueuesEndpoint.class);
                    QueueLimits limits = rate(endpoint, 10, null, 2).policy().limits();
                    assertThat(limits.rate())
                            .isEqualTo(new RateLimit(10, Duration.ofMinutes(1), 2));
                    assertThat(limits.global()).isEqualTo(3);
                    assertThat(rate(endpoint, null, null, null).policy().limits())
                            .isEqualTo(limits);
                    assertThat(rate(endpoint, 0, null, null).policy().limits().rate()).isNull();
                    assertThat(rate(endpoint, 5, null, null).policy().limits().rate())
                            .isEqualTo(RateLimit.of(5, Duration.ofSeconds(1)));
                    assertThatThrownBy(() -> rate(endpoint, null, Duration.ofHours(1), null))
                            .isInstanceOf(InvalidEndpointRequestException.class)
                            .hasMessageContaining("permits");
                    assertThatThrownBy(() -> rate(endpoint, 5, null, 6))
                            .hasMessageContaining("burst 6");
                });
    }

    @Test
    void endpointSetsTheOrderOfKeysAndLeavesTheOtherLimits() {
        limited()
                .run(context -> {
                    QueuesEndpoint endpoint = context.getBean(QueuesEndpoint.class);
                    endpoint.change(
                            "bills",
                            "limit",
                            null,
                            null,
                            null,
                            null,
                            KeyOrder.BLOCK,
                            null,
                            null,
                            null,
                            null,
                            null,
                            SecurityContext.NONE);
                    QueueLimits limits = change(endpoint, "limit", null, 7).policy().limits();
                    assertThat(limits.order()).isEqualTo(KeyOrder.BLOCK);
                    assertThat(limits.global()).isEqualTo(7);
                });
    }
}
