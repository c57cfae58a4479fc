package dev.mayfly.spring.boot.autoconfigure.store;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyDataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import java.nio.file.Path;

import javax.sql.DataSource;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseStoreTests {

    private static final String JOBS = "SELECT COUNT(*) FROM mayfly_job";

    @TempDir Path folder;

    private static int rows(DataSource source) {
        Integer count = new JdbcTemplate(source).queryForObject(JOBS, Integer.class);
        return count == null ? 0 : count;
    }

    @Test
    void databaseInMemoryIsCalledWhatItIs(CapturedOutput output) {
        Stores.withDatabase(Stores.inMemory())
                .run(context -> {
                    var info = context.getBean(JobStore.class).info();
                    assertThat(info.type()).isEqualTo("jdbc");
                    assertThat(info.durable()).isFalse();
                    assertThat(info.description()).contains("H2 in memory", "are lost");
                    assertThat(output)
                            .contains("WARN", "the application's database is H2 in memory");
                    context.getBean(Mayfly.class).submit("note", "x").await(LIMIT);
                    assertThat(rows(context.getBean(DataSource.class))).isOne();
                });
    }

    @Test
    void tablesAreMadeInAFileWhenAsked() {
        Stores.withDatabase(
                        "spring.datasource.url=jdbc:h2:" + folder.resolve("shop"),
                        "mayfly.store.initialize-schema=always")
                .run(context -> {
                    var info = context.getBean(JobStore.class).info();
                    assertThat(info.durable()).isTrue();
                    assertThat(info.description()).contains("Jobs are kept in H2");
                    context.getBean(Mayfly.class).submit("note", "x").await(LIMIT);
                });
    }

    @Test
    void tablesThatTheApplicationMakesComeFirst() {
        Stores.withDatabase(
                        Stores.inMemory(),
                        "mayfly.store.initialize-schema=never",
                        "spring.sql.init.schema-locations="
                                + "classpath:dev/mayfly/store/jdbc/schema-h2.sql")
                .withConfiguration(
                        AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
                .run(context -> context.getBean(Mayfly.class).submit("note", "x").await(LIMIT));
    }

    @Test
    void markedDataSourceIsTaken() {
        Stores.withDatabase()
                .withUserConfiguration(TwoDatabases.class)
                .run(context -> {
                    context.getBean(Mayfly.class).submit("note", "x").await(LIMIT);
                    assertThat(rows(context.getBean("jobs", DataSource.class))).isOne();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {

        private static DataSource database() {
            return new EmbeddedDatabaseBuilder()
                    .setType(EmbeddedDatabaseType.H2)
                    .generateUniqueName(true)
                    .build();
        }

        @Bean
        DataSource shop() {
            return database();
        }

        @Bean(defaultCandidate = false)
        @MayflyDataSource
        DataSource jobs() {
            return database();
        }
    }

    @Test
    void applicationsOwnStoreWins() {
        Stores.withDatabase(Stores.inMemory())
                .withBean("own", JobStore.class, MemoryJobStore::new)
                .run(context -> {
                    assertThat(context).hasSingleBean(JobStore.class);
                    assertThat(context).doesNotHaveBean(StoreSchema.class);
                    assertThat(context).doesNotHaveBean(StoreDataSource.class);
                });
    }
}
