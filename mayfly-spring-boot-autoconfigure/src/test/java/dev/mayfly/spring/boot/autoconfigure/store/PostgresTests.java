package dev.mayfly.spring.boot.autoconfigure.store;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.spring.Mayfly;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.util.ArrayList;

/** The application's database in production. */
class PostgresTests {

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static ApplicationContextRunner application() {
        return Stores.withDatabase(
                "spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                "mayfly.store.initialize-schema=always");
    }

    @Test
    void jobsJoinTransactionsAndOutliveTheProcess() {
        var submitted = new ArrayList<JobHandle<?>>();
        application()
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    TransactionTemplate transaction =
                            new TransactionTemplate(
                                    context.getBean(PlatformTransactionManager.class));
                    transaction.executeWithoutResult(status -> {
                        submitted.add(mayfly.submit("note", "never"));
                        status.setRollbackOnly();
                    });
                    transaction.executeWithoutResult(
                            status -> submitted.add(mayfly.submit("note", "tea")));
                    assertThat(submitted.getLast().await(LIMIT)).isEqualTo("tea");
                    assertThat(context.getBean(JobStore.class).info().description())
                            .contains("Jobs are kept in PostgreSQL");
                });
        application()
                .run(context -> {
                    JobStore store = context.getBean(JobStore.class);
                    assertThat(store.find(submitted.getFirst().id())).isEmpty();
                    assertThat(store.find(submitted.getLast().id()).orElseThrow().result())
                            .isEqualTo("\"tea\"");
                });
    }

    @Test
    void nodesOnOneDatabaseShareTheirJobs() {
        application()
                .withPropertyValues("mayfly.node-name=one")
                .run(one ->
                        application()
                                .withPropertyValues("mayfly.node-name=two")
                                .run(two -> {
                                    JobHandle<?> job =
                                            two.getBean(Mayfly.class).submit("note", "x");
                                    assertThat(job.await(LIMIT)).isEqualTo("x");
                                    assertThat(one.getBean(JobStore.class).find(job.id()))
                                            .isPresent();
                                }));
    }
}
