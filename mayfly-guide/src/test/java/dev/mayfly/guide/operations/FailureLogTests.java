package dev.mayfly.guide.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;

import java.time.Duration;

@MayflyTest
@Import(FailureLog.class)
@ExtendWith(OutputCaptureExtension.class)
class FailureLogTests {

    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;

    @Test
    void everyFailedAttemptIsALine(CapturedOutput output) {
        var print = mayfly.submit(OperationsPage.Printer::print, "page 1");
        jobs.advance(Duration.ofMinutes(1));
        jobs.assertEnqueued("print").failed();
        assertThat(output)
                .contains("print " + print.id() + ": no paper for page 1, now AWAITING_RETRY")
                .contains("print " + print.id() + ": no paper for page 1, now FAILED");
    }
}
