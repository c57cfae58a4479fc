package dev.mayfly.spring.boot.autoconfigure.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;
import dev.mayfly.store.jdbc.JdbcJobStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.FilteredClassLoader;

import java.nio.file.Path;

/** Applications that lack what a store needs, and those that lack it and do not ask for it. */
class MissingClassesTests {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "file, dev.mayfly.store.jdbc, dev.mayfly:mayfly-store-jdbc",
        "jdbc, dev.mayfly.store.jdbc, dev.mayfly:mayfly-store-jdbc",
        "file, org.h2, com.h2database:h2",
        "jdbc, org.springframework.boot.jdbc, org.springframework.boot:spring-boot-starter-jdbc",
        "jdbc, org.springframework.transaction, org.springframework.boot:spring-boot-starter-jdbc",
    })
    void whatIsMissingIsNamedAsADependency(String type, String absent, String dependency) {
        Stores.inFile(folder.resolve("jobs"))
                .withPropertyValues("mayfly.store.type=" + type)
                .withClassLoader(new FilteredClassLoader(absent))
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .isInstanceOf(MayflyConfigurationException.class)
                                .hasMessageContaining("mayfly.store.type")
                                .hasMessageContaining("Add the dependency " + dependency));
    }

    @ParameterizedTest
    @CsvSource({
        "dev.mayfly.store.jdbc",
        "org.h2",
        "org.springframework.jdbc",
        "org.springframework.boot.jdbc",
        "org.springframework.transaction",
    })
    void memoryNeedsNoneOfIt(String absent) {
        Stores.plain()
                .withClassLoader(new FilteredClassLoader(absent))
                .run(context ->
                        assertThat(context.getBean(JobStore.class))
                                .isInstanceOf(MemoryJobStore.class));
    }

    @Test
    void fileNeedsNoSpringJdbc() {
        Stores.inFile(folder.resolve("jobs"))
                .withClassLoader(
                        new FilteredClassLoader(
                                "org.springframework.jdbc",
                                "org.springframework.boot.jdbc",
                                "org.springframework.boot.sql",
                                "org.springframework.transaction"))
                .run(context -> assertThat(context).hasSingleBean(JdbcJobStore.class));
    }

    @Test
    void typeIsTakenHoweverItIsWritten() {
        Stores.inFile(folder.resolve("jobs"))
                .withPropertyValues("mayfly.store.type=FILE")
                .run(context -> assertThat(context).hasSingleBean(JdbcJobStore.class));
    }
}
