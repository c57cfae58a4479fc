package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.MayflyStoreAutoConfiguration;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Contexts whose jobs are kept somewhere. */
final class Stores {

    private Stores() {}

    /** A job that remembers what it was given. */
    static class Desk {

        final List<String> notes = new CopyOnWriteArrayList<>();

        /** Made by Spring. */
        Desk() {}

        @MayflyJob(name = "note")
        String note(String text) {
            notes.add(text);
            return text;
        }
    }

    static ApplicationContextRunner plain() {
        return Runners.jobs()
                .withConfiguration(AutoConfigurations.of(MayflyStoreAutoConfiguration.class))
                .withBean("desk", Desk.class);
    }

    static ApplicationContextRunner inFile(Path path) {
        return plain().withPropertyValues("mayfly.store.type=file", "mayfly.store.path=" + path);
    }

    /** With the application's DataSource and its transactions. */
    static ApplicationContextRunner withDatabase(String... properties) {
        return plain().withConfiguration(
                        AutoConfigurations.of(
                                DataSourceAutoConfiguration.class,
                                DataSourceTransactionManagerAutoConfiguration.class))
                .withPropertyValues("mayfly.store.type=jdbc")
                .withPropertyValues(properties);
    }

    /** A database of its own, which ends with its pool. */
    static String inMemory() {
        return "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_ON_EXIT=FALSE";
    }
}
