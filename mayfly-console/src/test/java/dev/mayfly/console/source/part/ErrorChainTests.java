package dev.mayfly.console.source.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobError;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class ErrorChainTests {

    @Test
    void theInnermostCauseComesFirstAndTheWrappersAreFolded() {
        Throwable thrown =
                new IllegalStateException(
                        "cannot inspect a.jar",
                        new RuntimeException(new IOException("line one\nline two: with a colon")));
        JobDetail.Failure failure = ErrorChain.read(JobError.of(thrown));
        assertThat(failure.type()).isEqualTo("java.io.IOException");
        assertThat(failure.message()).isEqualTo("line one\nline two: with a colon");
        assertThat(failure.chain())
                .extracting(JobDetail.Cause::type)
                .containsExactly("java.lang.IllegalStateException", "java.lang.RuntimeException");
        assertThat(failure.stack()).contains("ErrorChainTests");
    }

    @Test
    void anErrorWithoutCauseOrTraceStandsForItself() {
        JobDetail.Failure failure = ErrorChain.read(new JobError("a.b.Broken", "it broke", null));
        assertThat(failure)
                .isEqualTo(
                        new JobDetail.Failure("a.b.Broken", "it broke", java.util.List.of(), null));
    }

    @Test
    void anErrorWithoutAMessageSaysSo() {
        assertThat(ErrorChain.read(JobError.of(new NullPointerException())).message())
                .isEqualTo("It has no message.");
    }
}
