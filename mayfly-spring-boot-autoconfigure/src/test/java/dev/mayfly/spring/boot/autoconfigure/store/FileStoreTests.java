package dev.mayfly.spring.boot.autoconfigure.store;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.SchedulerCustomizer;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.store.jdbc.JdbcJobStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

@ExtendWith(OutputCaptureExtension.class)
class FileStoreTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder;

    private ApplicationContextRunner at(Instant now) {
        return Stores.inFile(folder.resolve("jobs"))
                .withBean(
                        SchedulerCustomizer.class,
                        () -> builder -> builder.clock(new SteppableClock(now)));
    }

    private static JobRecord job(ApplicationContext context, JobId id) {
        return context.getBean(JobStore.class).find(id).orElseThrow();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestartAndRunsWhenItIsDue() {
        AtomicReference<JobId> id = new AtomicReference<>();
        at(START)
                .run(context -> {
                    JobHandle<?> handle =
                            context.getBean(Mayfly.class)
                                    .with(JobOptions.delayed(Duration.ofHours(1)))
                                    .submit("note", "later");
                    id.set(handle.id());
                    assertThat(job(context, handle.id()).state()).isEqualTo(JobState.SCHEDULED);
                });
        at(START.plus(Duration.ofMinutes(1)))
                .run(context ->
                        assertThat(job(context, id.get()).state()).isEqualTo(JobState.SCHEDULED));
        at(START.plus(Duration.ofHours(2)))
                .run(context -> {
                    Conditions.await(() -> job(context, id.get()).state() == JobState.SUCCEEDED);
                    assertThat(context.getBean(Stores.Desk.class).notes).containsExactly("later");
                });
    }

    @Test
    void resultsAreKept() {
        AtomicReference<JobId> id = new AtomicReference<>();
        at(START)
                .run(context -> {
                    JobHandle<?> handle = context.getBean(Mayfly.class).submit("note", "now");
                    handle.await(LIMIT);
                    id.set(handle.id());
                });
        at(START)
                .run(context -> {
                    assertThat(job(context, id.get()).result()).isEqualTo("\"now\"");
                    assertThat(context.getBean(Stores.Desk.class).notes).isEmpty();
                });
    }

    @Test
    void fileIsNamedWhereverTheStoreIs(CapturedOutput output) throws IOException {
        Path path = folder.toRealPath().resolve("new").resolve("jobs");
        Stores.inFile(path)
                .run(context -> {
                    var info = context.getBean(JobStore.class).info();
                    assertThat(info.type()).isEqualTo("file");
                    assertThat(info.durable()).isTrue();
                    assertThat(info.description()).contains(path + ".mv.db");
                    assertThat(output).contains("Jobs are kept in " + path + ".mv.db");
                    assertThat(Path.of(path + ".mv.db")).exists();
                });
    }

    @Test
    void folderThatIsMadeIsItsOwnersAlone() throws IOException {
        Path made = folder.resolve("made");
        Stores.inFile(made.resolve("jobs")).run(context -> assertThat(context).hasNotFailed());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    @Test
    void hostApplicationGetsNoDataSource() {
        Stores.inFile(folder.resolve("jobs"))
                .run(context -> assertThat(context).doesNotHaveBean(DataSource.class));
    }

    @Test
    void fileIsFreeOnceTheContextIsClosed() {
        for (int i = 0; i < 3; i++) {
            Stores.inFile(folder.resolve("jobs"))
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        context.getBean(Mayfly.class).submit("note", "x").await(LIMIT);
                    });
        }
    }

    @Test
    void twoApplicationsInOneProcessDoNotShareAFile() {
        Stores.inFile(folder.resolve("jobs"))
                .run(first ->
                        Stores.inFile(folder.resolve(".").resolve("jobs"))
                                .run(second ->
                                        assertThat(second)
                                                .getFailure()
                                                .rootCause()
                                                .hasMessageContaining("only one can")));
    }

    @Test
    void applicationsOwnStoreWins() {
        Stores.inFile(folder.resolve("jobs"))
                .withBean("own", JobStore.class, MemoryJobStore::new)
                .run(context -> {
                    assertThat(context).hasSingleBean(JobStore.class);
                    assertThat(context).doesNotHaveBean(JdbcJobStore.class);
                    assertThat(folder.resolve("jobs.mv.db")).doesNotExist();
                });
    }

    @Test
    void memoryIsTheDefault() {
        Stores.plain()
                .run(context ->
                        assertThat(context.getBean(JobStore.class))
                                .isInstanceOf(MemoryJobStore.class));
    }

    @Test
    void retentionHoldsForTheStateItIsSetFor() {
        Stores.inFile(folder.resolve("jobs"))
                .withPropertyValues("mayfly.store.retention.succeeded.count=0")
                .run(context -> {
                    JobHandle<?> handle = context.getBean(Mayfly.class).submit("note", "gone");
                    handle.await(LIMIT);
                    JobStore store = context.getBean(JobStore.class);
                    store.evict(Instant.now());
                    assertThat(store.find(handle.id())).isEmpty();
                });
    }
}
