package dev.mayfly.spring.boot.autoconfigure.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.spring.boot.autoconfigure.FailedStart;

import org.h2.Driver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Scanner;

import javax.sql.DataSource;

/** Reads what an application prints whose store cannot be opened, as somebody who has to fix it. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("either-mode")
class StoreFailureTests {

    private static final String NO_DATA_SOURCE =
            "\nspring.autoconfigure.exclude: "
                    + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration\n";

    @TempDir Path folder;

    private String printed(CapturedOutput output, String yaml, Class<?>... sources)
            throws IOException {
        return FailedStart.withYaml(output, folder, yaml, sources);
    }

    @Test
    void unknownTypeIsNamedWithThoseThereAre(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.store.type: postgres"))
                .contains("mayfly.store.type")
                .contains("\"postgres\"")
                .contains("application.yml] - 1:20")
                .containsIgnoringCase("FILE")
                .containsIgnoringCase("JDBC")
                .containsIgnoringCase("MEMORY");
    }

    @Test
    void valuesThatCannotWorkAreAllNamedAtOnce(CapturedOutput output) throws IOException {
        assertThat(
                        printed(
                                output,
                                """
                                mayfly.store:
                                  type: file
                                  path: "jobs;x=1"
                                  writers: 0
                                  patience: 0s
                                  retention:
                                    succeeded.count: -1
                                    failed.age: -1d
                                """))
                .contains("Key:    mayfly.store.path")
                .contains("Key:    mayfly.store.writers")
                .contains("Key:    mayfly.store.patience")
                .contains("Key:    mayfly.store.retention.succeeded.count")
                .contains("Key:    mayfly.store.retention.failed.age");
    }

    @Test
    void mistypedKeyOfRetentionIsNamed(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.store.retention.failed.days: 3"))
                .contains("'mayfly.store.retention.failed.days'")
                .contains("At that place there are: age, count.");
    }

    @Test
    void endingOfTheFileIsTheDatabasesOwn(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.store.type: file\nmayfly.store.path: a/jobs.mv.db\n"))
                .contains("The database adds the ending .mv.db itself.")
                .contains("Write a/jobs.");
    }

    @Test
    void folderThatCannotBeMadeIsNamed(CapturedOutput output) throws IOException {
        Path file = Files.createFile(folder.resolve("occupied"));
        assertThat(
                        printed(
                                output,
                                "mayfly.store.type: file\nmayfly.store.path: "
                                        + file.resolve("jobs")
                                        + "\n"))
                .contains("Key:    mayfly.store.path")
                .contains(file.resolve("jobs.mv.db").toString())
                .contains("its folder cannot be made")
                .contains("a folder that this process may write to");
    }

    @Test
    void fileThatIsNoDatabaseIsNamedWithTheReason(CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("jobs.mv.db"), "shopping list: tea, milk".repeat(1_000));
        assertThat(printed(output, file()))
                .contains("Jobs cannot be kept in")
                .contains("jobs.mv.db")
                .contains("Key:    mayfly.store.path");
    }

    private String file() {
        return "mayfly.store.type: file\nmayfly.store.path: " + folder.resolve("jobs") + "\n";
    }

    @Test
    void fileOfAnotherProcessIsNamedWithTheWayToShare(CapturedOutput output) throws Exception {
        Stores.inFile(folder.resolve("jobs")).run(context -> assertThat(context).hasNotFailed());
        Process other = opened(folder.resolve("jobs"));
        try {
            assertThat(printed(output, file()))
                    .contains("jobs.mv.db: another application has it open, and only one can")
                    .contains("Key:    mayfly.store.path")
                    .contains("application.yml] - 2:20")
                    .contains("mayfly.store.type=jdbc");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    /** A process that has a database open, which is H2's own shell. */
    private static Process opened(Path path) throws IOException, URISyntaxException {
        String jar =
                Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toString();
        Process shell =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                jar,
                                "org.h2.tools.Shell",
                                "-url",
                                "jdbc:h2:" + path,
                                "-user",
                                "mayfly",
                                "-password",
                                "")
                        .redirectErrorStream(true)
                        .start();
        Scanner lines = new Scanner(shell.getInputStream(), StandardCharsets.UTF_8);
        assertThat(lines.findWithinHorizon("sql>", 10_000)).isNotNull();
        return shell;
    }

    @Test
    void databaseWithoutDataSourceIsNamedWithWhatToAdd(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.store.type: jdbc" + NO_DATA_SOURCE))
                .contains("it has no DataSource bean")
                .contains("Key:    mayfly.store.type")
                .contains("application.yml] - 1:20")
                .contains("spring-boot-starter-jdbc")
                .contains("spring.datasource.url");
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {
        @Bean
        DataSource one() {
            return Mockito.mock();
        }

        @Bean
        DataSource two() {
            return Mockito.mock();
        }
    }

    @Test
    void severalDataSourcesAreTooMany(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.store.type: jdbc" + NO_DATA_SOURCE, TwoDatabases.class))
                .contains("2 DataSource beans of which none is the primary one")
                .contains("@MayflyDataSource");
    }

    @Configuration(proxyBeanMethods = false)
    static class AnotherProduct {
        @Bean
        DataSource database() throws SQLException {
            DataSource source = Mockito.mock(Mockito.RETURNS_DEEP_STUBS);
            Mockito.when(source.getConnection().getMetaData().getDatabaseProductName())
                    .thenReturn("Paradox");
            return source;
        }
    }

    @Test
    void databaseOfAnotherProductIsNamed(CapturedOutput output) throws IOException {
        assertThat(
                        printed(
                                output,
                                "mayfly.store.type: jdbc" + NO_DATA_SOURCE,
                                AnotherProduct.class))
                .contains("the application's database, which is Paradox")
                .contains("Use PostgreSQL or H2");
    }

    @Test
    void missingTablesAreNamedWithTheScript(CapturedOutput output) throws IOException {
        assertThat(
                        printed(
                                output,
                                "mayfly.store.type: jdbc\nspring.datasource.url: jdbc:h2:"
                                        + folder.resolve("shop")
                                        + "\n"))
                .contains("The tables of the job store are missing")
                .contains("Key:    mayfly.store.initialize-schema")
                .contains("Value:  embedded")
                .contains("Set it to always")
                .contains("schema-h2.sql");
    }
}
