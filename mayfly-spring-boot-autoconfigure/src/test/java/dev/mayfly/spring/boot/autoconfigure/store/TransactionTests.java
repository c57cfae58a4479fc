package dev.mayfly.spring.boot.autoconfigure.store;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** Submissions and the caller's transaction, on H2. */
class TransactionTests {

    /** An application with a table of its own in the database that jobs are kept in. */
    private record Shop(
            AssertableApplicationContext context,
            Mayfly mayfly,
            TransactionTemplate transaction,
            JdbcTemplate sql) {

        static Shop of(AssertableApplicationContext context) {
            JdbcTemplate sql = new JdbcTemplate(context.getBean(DataSource.class));
            sql.execute("CREATE TABLE orders (id VARCHAR(20))");
            return new Shop(
                    context,
                    context.getBean(Mayfly.class),
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
                    sql);
        }

        JobHandle<?> order(String id) {
            sql.update("INSERT INTO orders VALUES (?)", id);
            return mayfly.submit("note", id);
        }

        boolean isStored(JobHandle<?> job) {
            return context.getBean(JobStore.class).find(job.id()).isPresent();
        }

        List<String> notes() {
            return context.getBean(Stores.Desk.class).notes;
        }

        List<String> orders() {
            return sql.queryForList("SELECT id FROM orders", String.class);
        }
    }

    private interface Story {
        void tell(Shop shop) throws Exception;
    }

    private static void inAShop(Story story) {
        ContextConsumer<AssertableApplicationContext> run = context -> story.tell(Shop.of(context));
        Stores.withDatabase(Stores.inMemory()).run(run);
    }

    @Test
    void jobOfACommittedTransactionRunsAtOnceAndNotBefore() {
        inAShop(shop -> {
            JobHandle<?> job =
                    shop.transaction()
                            .execute(status -> {
                                JobHandle<?> submitted = shop.order("tea");
                                assertThat(shop.isStored(submitted)).isFalse();
                                return submitted;
                            });
            assertThat(job.await(LIMIT)).isEqualTo("tea");
            assertThat(shop.orders()).containsExactly("tea");
        });
    }

    @Test
    void jobOfATransactionThatIsRolledBackWasNeverThere() {
        inAShop(shop -> {
            var submitted = new ArrayList<JobHandle<?>>();
            assertThatThrownBy(() ->
                            shop.transaction()
                                    .executeWithoutResult(status -> {
                                        submitted.add(shop.order("tea"));
                                        throw new IllegalStateException("no tea");
                                    }))
                    .hasMessage("no tea");
            assertThat(shop.orders()).isEmpty();
            assertThat(shop.isStored(submitted.getFirst())).isFalse();
            shop.order("coffee").await(LIMIT);
            assertThat(shop.notes()).containsExactly("coffee");
        });
    }

    /** A store that joins nothing fails the test above: its jobs outlive the roll-back. */
    @Test
    void plantedStoreThatDoesNotJoinIsFound() {
        Stores.withDatabase(Stores.inMemory())
                .withBean(CallerTransactions.class, () -> CallerTransactions.NONE)
                .run(context -> {
                    Shop shop = Shop.of(context);
                    JobHandle<?> job =
                            shop.transaction()
                                    .execute(status -> {
                                        status.setRollbackOnly();
                                        return shop.order("tea");
                                    });
                    assertThat(shop.isStored(job)).isTrue();
                });
    }

    @Test
    void jobSubmittedOnceATransactionIsCommittedIsWrittenByItself() {
        inAShop(shop -> {
            var submitted = new ArrayList<JobHandle<?>>();
            shop.transaction()
                    .executeWithoutResult(status -> {
                        TransactionSynchronizationManager.registerSynchronization(
                                new TransactionSynchronization() {
                                    @Override
                                    public void afterCommit() {
                                        submitted.add(shop.mayfly().submit("note", "sold"));
                                        assertThat(shop.isStored(submitted.getFirst())).isTrue();
                                    }

                                    @Override
                                    public void afterCompletion(int status) {
                                        submitted.add(shop.mayfly().submit("note", "done"));
                                        assertThat(shop.isStored(submitted.getLast())).isTrue();
                                    }
                                });
                        submitted.clear();
                    });
            assertThat(submitted).hasSize(2);
            for (JobHandle<?> job : submitted) {
                job.await(LIMIT);
            }
        });
    }

    @Test
    void transactionOfItsOwnAfterACommitIsJoined() {
        inAShop(shop -> {
            TransactionTemplate another =
                    new TransactionTemplate(
                            shop.context().getBean(PlatformTransactionManager.class));
            another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
            var submitted = new ArrayList<JobHandle<?>>();
            shop.transaction()
                    .executeWithoutResult(status ->
                            TransactionSynchronizationManager.registerSynchronization(
                                    new TransactionSynchronization() {
                                        @Override
                                        public void afterCommit() {
                                            another.executeWithoutResult(inner -> {
                                                submitted.add(shop.order("tea"));
                                                inner.setRollbackOnly();
                                            });
                                            submitted.add(shop.mayfly().submit("note", "after"));
                                        }
                                    }));
            assertThat(shop.isStored(submitted.getFirst())).isFalse();
            assertThat(submitted.getLast().await(LIMIT)).isEqualTo("after");
        });
    }

    @Test
    void suspendedTransactionIsNotJoined() {
        inAShop(shop -> {
            TransactionTemplate none =
                    new TransactionTemplate(
                            shop.context().getBean(PlatformTransactionManager.class));
            none.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
            JobHandle<?> job =
                    shop.transaction()
                            .execute(status -> {
                                status.setRollbackOnly();
                                return none.execute(inner -> shop.mayfly().submit("note", "alone"));
                            });
            assertThat(job.await(LIMIT)).isEqualTo("alone");
        });
    }

    @Test
    void readOnlyTransactionIsRefusedByName() {
        inAShop(shop -> {
            shop.transaction().setReadOnly(true);
            shop.transaction().setName("Catalogue.list");
            assertThatThrownBy(() ->
                            shop.transaction().execute(status -> shop.mayfly().submit("note", "x")))
                    .hasMessageContaining("Catalogue.list, which is read-only")
                    .hasMessageContaining("readOnly = true");
            assertThat(shop.mayfly().submit("note", "y").await(LIMIT)).isEqualTo("y");
        });
    }

    @Test
    void transactionOfAnotherDatabaseIsNotJoined() {
        inAShop(shop -> {
            var other =
                    new EmbeddedDatabaseBuilder()
                            .setType(EmbeddedDatabaseType.H2)
                            .generateUniqueName(true)
                            .build();
            TransactionTemplate elsewhere =
                    new TransactionTemplate(new DataSourceTransactionManager(other));
            JobHandle<?> job =
                    elsewhere.execute(status -> {
                        status.setRollbackOnly();
                        return shop.order("tea"); // borrows a connection besides
                    });
            assertThat(job.await(LIMIT)).isEqualTo("tea");
            other.shutdown();
        });
    }

    @Test
    void manyJobsOfOneTransactionAreAllThereOrNone() {
        inAShop(shop -> {
            var jobs =
                    shop.transaction()
                            .execute(status -> {
                                var submitted = new ArrayList<JobHandle<?>>();
                                for (int i = 0; i < 50; i++) {
                                    submitted.add(shop.order("tea-" + i));
                                }
                                return submitted;
                            });
            for (JobHandle<?> job : jobs) {
                job.await(LIMIT);
                assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
            }
            assertThat(shop.notes()).hasSize(50);
        });
    }

    @Test
    void proxyThatKnowsTransactionsDoesNotLetTheStoreCommitThem() {
        var database =
                new EmbeddedDatabaseBuilder()
                        .setType(EmbeddedDatabaseType.H2)
                        .generateUniqueName(true)
                        .build();
        Stores.plain()
                .withPropertyValues("mayfly.store.type=jdbc")
                .withBean(DataSource.class, () -> new TransactionAwareDataSourceProxy(database))
                .withBean(
                        PlatformTransactionManager.class,
                        () -> new DataSourceTransactionManager(database))
                .run(context -> {
                    Shop shop = Shop.of(context);
                    var submitted = new ArrayList<JobHandle<?>>();
                    shop.transaction()
                            .executeWithoutResult(status -> {
                                submitted.add(shop.order("tea"));
                                var _ = shop.isStored(submitted.getFirst());
                                status.setRollbackOnly();
                            });
                    assertThat(shop.orders()).isEmpty();
                    assertThat(shop.isStored(submitted.getFirst())).isFalse();
                });
        database.shutdown();
    }
}
