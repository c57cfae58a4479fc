package dev.mayfly.spring.boot.autoconfigure.container;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

/**
 * A whole application, with everything that Spring Boot configures by itself, on a PostgreSQL whose
 * whereabouts it gets as connection details.
 */
abstract class PostgresApplicationContractTests {

    static final class Billing {

        @MayflyJob(name = "bill")
        String bill(String order) {
            return "bill of " + order;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {

        @Bean
        Billing billing() {
            return new Billing();
        }
    }

    /** A configuration with the connection details of an empty database that outlives contexts. */
    abstract Class<?> database();

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Shop.class, database())
                .web(WebApplicationType.NONE)
                .properties("mayfly.store.type=jdbc", "mayfly.store.initialize-schema=always")
                .run();
    }

    private static JdbcTemplate sql(ConfigurableApplicationContext shop) {
        return new JdbcTemplate(shop.getBean(DataSource.class));
    }

    private static JobHandle<?> order(
            ConfigurableApplicationContext shop, String id, boolean committed) {
        JdbcTemplate sql = sql(shop);
        sql.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR(20))");
        var submitted = new AtomicReference<JobHandle<?>>();
        new TransactionTemplate(shop.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> {
                    sql.update("INSERT INTO orders VALUES (?)", id);
                    submitted.set(shop.getBean(Mayfly.class).submit("bill", id));
                    if (!committed) {
                        status.setRollbackOnly();
                    }
                });
        return submitted.get();
    }

    @Test
    void jobOfATransactionIsDoneAndIsThereAfterARestart() throws Exception {
        JobId id;
        try (var shop = start()) {
            JobHandle<?> bill = order(shop, "tea", true);
            assertThat(bill.await(LIMIT)).isEqualTo("bill of tea");
            id = bill.id();
        }
        try (var shop = start()) {
            assertThat(shop.getBean(JobStore.class).info().description())
                    .contains("Jobs are kept in PostgreSQL");
            JobHandle<?> bill = shop.getBean(Jobs.class).handle(id).orElseThrow();
            assertThat(bill.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(bill.await(LIMIT)).isEqualTo("bill of tea");
            assertThat(sql(shop).queryForList("SELECT id FROM orders", String.class))
                    .contains("tea");
        }
    }

    @Test
    void jobOfATransactionThatIsRolledBackWasNeverThere() {
        try (var shop = start()) {
            JobHandle<?> bill = order(shop, "coffee", false);
            assertThat(shop.getBean(Jobs.class).handle(bill.id())).isEmpty();
            assertThat(sql(shop).queryForList("SELECT id FROM orders", String.class))
                    .doesNotContain("coffee");
        }
    }
}
