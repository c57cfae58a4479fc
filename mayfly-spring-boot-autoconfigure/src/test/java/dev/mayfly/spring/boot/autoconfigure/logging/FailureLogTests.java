package dev.mayfly.spring.boot.autoconfigure.logging;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Conditions;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

class FailureLogTests {

    @Component("breaking")
    static class Breaking {
        @MayflyJob(name = "breaks", maxAttempts = 2)
        void breaks() {
            throw new IllegalStateException("customer 4711 is not one");
        }

        @MayflyJob(name = "works")
        void works() {}
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.LOGGER);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.list = Collections.synchronizedList(new ArrayList<>());
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private List<String> said() {
        return List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** A job of a real application that has failed for good; it has been told. */
    private JobRecord failed() {
        var record = new AtomicReference<JobRecord>();
        Runners.jobs()
                .withUserConfiguration(Breaking.class)
                .withPropertyValues("mayfly.retry.initial-delay=1ms")
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    mayfly.submit("works", null).await(LIMIT);
                    var job = mayfly.submit("breaks", null);
                    assertThat(catchThrowable(() -> job.await(LIMIT))).isNotNull();
                    Conditions.await(() -> !said().isEmpty());
                    record.set(context.getBean(Jobs.class).find(job.id()).orElseThrow());
                });
        return record.get();
    }

    @Test
    void aJobThatHasFailedForGoodIsOneWarningWithoutItsMessage() {
        JobRecord job = failed();
        assertThat(said())
                .containsExactly(
                        "Job \"breaks\" "
                                + job.id()
                                + " in queue \"default\" has failed for good: 2 attempts, the last"
                                + " with java.lang.IllegalStateException");
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
    }

    @Test
    void theMessageAndTheTraceAreThereWhereDebuggingIsOn() {
        logger.setLevel(Level.DEBUG);
        failed();
        assertThat(said()).hasSize(1);
        assertThat(said().getFirst())
                .contains("customer 4711 is not one", "at dev.mayfly.spring.boot.autoconfigure");
    }

    @Test
    void aLoggerThatIsOffIsNotWrittenTo() {
        JobRecord job = failed();
        lines.list.clear();
        logger.setLevel(Level.OFF);
        var log = new FailureLog();
        log.onChange(null, job);
        log.close();
        assertThat(said()).isEmpty();
    }

    @Test
    void onlyTheStepToFailureIsTold() {
        JobRecord job = failed();
        lines.list.clear();
        var log = new FailureLog();
        log.onChange(job, job);
        assertThat(said()).isEmpty();
        log.onChange(null, job);
        assertThat(said()).hasSize(1);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void ofAStormTheFirstAreToldAndTheOthersInOneLineASecond() {
        JobRecord job = failed();
        lines.list.clear();
        long[] now = {Long.MAX_VALUE - 5}; // it overflows on the way
        record Due(Duration delay, Runnable task) {}
        Queue<Due> due = new ArrayDeque<>();
        var log = new FailureLog(() -> now[0], (delay, task) -> due.add(new Due(delay, task)));

        now[0] += 1;
        log.onChange(null, job);
        now[0] += Duration.ofMillis(400).toNanos();
        for (int i = 0; i < 100_000; i++) {
            log.onChange(null, job);
        }
        assertThat(said()).hasSize(FailureLog.MOST_LINES);
        assertThat(due).hasSize(1);
        assertThat(due.element().delay()).isEqualTo(Duration.ofMillis(600));

        due.remove().task().run();
        assertThat(said()).hasSize(FailureLog.MOST_LINES + 1);
        assertThat(said().getLast()).startsWith("99991 more jobs have failed for good");

        now[0] += Duration.ofMillis(600).toNanos() - 1;
        log.onChange(null, job);
        assertThat(said()).hasSize(FailureLog.MOST_LINES + 1);
        now[0] += 1;
        log.onChange(null, job);
        assertThat(said()).hasSize(FailureLog.MOST_LINES + 3);
        assertThat(said().get(FailureLog.MOST_LINES + 1)).startsWith("1 more jobs");
        due.remove().task().run();
        assertThat(said()).as("nothing is told twice").hasSize(FailureLog.MOST_LINES + 3);
    }

    @Test
    void whatIsNotToldYetIsToldAtTheEnd() {
        JobRecord job = failed();
        lines.list.clear();
        var log = new FailureLog(() -> 0, (delay, task) -> {});
        for (int i = 0; i < 15; i++) {
            log.onChange(null, job);
        }
        log.close();
        assertThat(said().getLast()).startsWith("5 more jobs");
    }
}
