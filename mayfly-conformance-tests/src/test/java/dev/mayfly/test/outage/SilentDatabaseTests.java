package dev.mayfly.test.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A database that neither answers nor refuses, which no driver tells of by itself. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SilentDatabaseTests {

    private final Scheduler scheduler = Scheduler.builder().build();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void isAnOutageWhatRanIsGivenUpInTimeAndAllGoesOnWhenItAnswersAgain() throws Exception {
        try (TestDatabase database = TestDatabase.create(TestDatabase.Product.POSTGRESQL);
                Wire wire = new Wire(database.port());
                HikariDataSource pool = pool(database, wire);
                JdbcJobStore store =
                        JdbcJobStore.builder(pool).patience(Duration.ofSeconds(5)).open()) {
            Jobs jobs =
                    Jobs.builder(scheduler)
                            .node("one")
                            .store(store)
                            .define(
                                    JobDefinition.of(
                                            "hold",
                                            String.class,
                                            String.class,
                                            (text, job) -> hold(text)))
                            .build();
            try {
                JobHandle<?> held = jobs.submit("hold", "a");
                assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

                wire.fallSilent();
                // The lease cannot be renewed, and the thread that renews it hears nothing at all.
                assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
                assertThatThrownBy(() -> jobs.submit("hold", "b"))
                        .isInstanceOf(StoreUnavailableException.class);
                assertThat(store.outage()).isPresent();

                wire.speak();
                assertThat(held.future().get(60, TimeUnit.SECONDS)).isEqualTo("a held");
                assertThat(runs).hasValueGreaterThan(1);
                assertThat(store.outage()).isEmpty();
            } finally {
                scheduler.shutdown(Duration.ofSeconds(5));
            }
        }
    }

    /** Its first run holds on until it is cancelled. */
    private String hold(String text) throws InterruptedException {
        if (runs.incrementAndGet() == 1) {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }
        return text + " held";
    }

    private static HikariDataSource pool(TestDatabase database, Wire wire) {
        var settings = new HikariConfig();
        settings.setJdbcUrl(database.url().replace(":" + database.port(), ":" + wire.port()));
        settings.setUsername("postgres");
        settings.setSchema(database.schema());
        settings.setMaximumPoolSize(6);
        settings.setConnectionTimeout(2_000);
        settings.setValidationTimeout(1_000);
        return new HikariDataSource(settings);
    }
}
