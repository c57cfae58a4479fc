package dev.mayfly.spring.boot.autoconfigure.container;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Transactional;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The example in {@code docs/testing.md}. */
@Tag("docker")
@Tag("either-mode")
@EnabledIf(
        value = "dev.mayfly.spring.boot.autoconfigure.container.Docker#isThere",
        disabledReason = Docker.NONE)
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"mayfly.store.type=jdbc", "mayfly.store.initialize-schema=always"})
@Import(CheckoutTests.Postgres.class)
class CheckoutTests {

    @TestConfiguration(proxyBeanMethods = false)
    static class Postgres {

        @Bean
        @ServiceConnection
        PostgreSQLContainer postgres() {
            return new PostgreSQLContainer(Docker.postgres());
        }
    }

    record Order(String id) {}

    static class Checkout {

        @Autowired private Mayfly mayfly;

        @Transactional
        public JobHandle<String> checkout(Order order) {
            JobHandle<String> bill = mayfly.submit("bill", order);
            if (order.id().isEmpty()) {
                throw new IllegalArgumentException("an order without a number");
            }
            return bill;
        }

        @MayflyJob(name = "bill")
        public String bill(Order order) {
            return "B-" + order.id();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Checkout checkout() {
            return new Checkout();
        }
    }

    @Autowired private Checkout checkout;
    @Autowired private Jobs jobs;

    @Test
    void anOrderThatIsCommittedIsBilled() throws Exception {
        JobHandle<String> bill = checkout.checkout(new Order("A-1"));

        assertThat(bill.await(LIMIT)).isEqualTo("B-A-1");
        assertThat(bill.state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void anOrderThatIsRefusedLeavesNoJob() {
        assertThatThrownBy(() -> checkout.checkout(new Order("")))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(jobs.query(JobQuery.ALL).jobs())
                .noneMatch(job -> job.envelope().payload().equals("{\"id\":\"\"}"));
    }
}
