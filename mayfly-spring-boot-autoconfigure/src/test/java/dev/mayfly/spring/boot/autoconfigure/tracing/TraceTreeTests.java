package dev.mayfly.spring.boot.autoconfigure.tracing;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.syscall.SystemCallType;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskTimeoutException;
import dev.mayfly.spring.boot.autoconfigure.Conditions;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Whole traces, as a collector receives them from a real application. */
class TraceTreeTests {

    /** The trace of a request that submits the job that does a bit of everything. */
    static final String ORDER =
            """
            request
              submit order
                queue order 1
                run order 1 failed
                  step charge succeeded
                queue order 2
                run order 2 succeeded
                  join
                  submit invoice
                    queue invoice 1
                    run invoice 1 succeeded
                  task pack succeeded
                    await signal
            """;

    /** The trace of a request that submits a job that does nothing, before it has run. */
    private static final String SUBMISSION =
            """
            request
              submit invoice
            """;

    private static final String INVOICE =
            SUBMISSION
                    + """
                        queue invoice 1
                        run invoice 1 succeeded
                    """;

    @TempDir Path folder;

    private OtlpReceiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new OtlpReceiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private TracedApplication start(String store, String... properties) {
        return start(List.of(), store, properties);
    }

    private TracedApplication start(List<Class<?>> more, String store, String... properties) {
        var all = new ArrayList<>(List.of(properties));
        switch (store) {
            case "memory" -> all.add("mayfly.store.type=memory");
            case "file" -> {
                all.add("mayfly.store.type=file");
                all.add("mayfly.store.path=" + folder.resolve("jobs"));
            }
            default -> {
                all.add("mayfly.store.type=jdbc");
                all.add(
                        "spring.datasource.url=jdbc:h2:mem:"
                                + UUID.randomUUID()
                                + ";DB_CLOSE_ON_EXIT=FALSE");
            }
        }
        return new TracedApplication(receiver, more, all.toArray(String[]::new));
    }

    /** Sees the job through that does a bit of everything, which was submitted in that trace. */
    static TraceTree order(
            TracedApplication app, JobHandle<?> order, OtlpReceiver receiver, String traceId)
            throws Exception {
        app.awaitBlocked(SystemCallType.JOIN, SystemCallType.WAIT);
        app.scheduler().signal("packed");
        order.await(LIMIT);
        // The invoice ends when it likes.
        Conditions.await(() -> {
            app.flush();
            return !TraceTree.of(receiver, traceId).named("run invoice").isEmpty();
        });
        return TraceTree.of(receiver, traceId);
    }

    private TraceTree order(TracedApplication app) throws Exception {
        var request = app.request(() -> app.mayfly().<Object>submit("order"));
        return order(app, request.result(), receiver, request.traceId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "jdbc"})
    void aJobIsOneTreeFromItsSubmissionToWhatItStarts(String store) throws Exception {
        try (TracedApplication app = start(store)) {
            assertThat(order(app).text()).isEqualTo(ORDER);
        }
    }

    @Test
    void spansOfCallsAndChildTasksCanBeTurnedOff() throws Exception {
        try (TracedApplication app =
                start(
                        "memory",
                        "mayfly.tracing.system-calls=false",
                        "mayfly.tracing.child-tasks=false")) {
            assertThat(order(app).text())
                    .contains("run order 2 succeeded\n      submit invoice")
                    .doesNotContain("join", "task", "await signal");
        }
    }

    @Test
    void aJobThatIsRunAfterARestartIsPartOfTheTraceOfItsSubmission() throws Exception {
        assertThat(overARestart(List.of())).isEqualTo(INVOICE);
    }

    /** The test of the test: the envelope loses what was captured. */
    @Test
    void aContextThatIsLostTearsTheTree() throws Exception {
        assertThat(overARestart(List.of(Forgetful.class))).isEqualTo(SUBMISSION);
        assertThat(new TraceTree(receiver.spans()).named("run invoice")).hasSize(1);
    }

    @Test
    void aJobWithoutAContextDoesNotTakeThatOfWhoeverHandsItToTheKernel() throws Exception {
        try (TracedApplication app = start(List.of(Forgetful.class), "memory")) {
            var request = app.request(() -> app.mayfly().<Object>submit("invoice"));
            request.result().await(LIMIT);
            app.flush();
            assertThat(TraceTree.of(receiver, request.traceId()).text()).isEqualTo(SUBMISSION);
            assertThat(new TraceTree(receiver.spans()).named("run invoice")).hasSize(1);
        }
    }

    /** The trace of a job that one process submits and another runs. */
    private String overARestart(List<Class<?>> more) throws Exception {
        TracedApplication.Request<JobHandle<Object>> request;
        try (TracedApplication app = start(more, "file", "mayfly.queues.default.paused=true")) {
            request = app.request(() -> app.mayfly().submit("invoice"));
        }
        assertThat(TraceTree.of(receiver, request.traceId()).text()).isEqualTo(SUBMISSION);
        try (TracedApplication app = start(more, "file")) {
            app.jobs().handle(request.result().id()).orElseThrow().await(LIMIT);
        }
        return TraceTree.of(receiver, request.traceId()).text();
    }

    @Configuration(proxyBeanMethods = false)
    static class Forgetful {
        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        JobInterceptor forgetful() {
            return new JobInterceptor() {
                @Override
                public Map<String, String> capture(String jobName) {
                    return Map.of("traceparent", "");
                }
            };
        }
    }

    @Test
    void aTraceGoesOnWithASignalAfterARestart() throws Exception {
        TracedApplication.Request<JobHandle<Object>> request;
        try (TracedApplication app = start("file")) {
            request = app.request(() -> app.mayfly().submit("approve"));
            var id = request.result().id();
            Conditions.await(
                    () -> app.jobs().find(id).orElseThrow().state() == JobState.AWAITING_SIGNAL);
        }
        try (TracedApplication app = start("file")) {
            var id = request.result().id();
            assertThat(app.jobs().signal(id, "approved", null)).isTrue();
            assertThat(app.jobs().handle(id).orElseThrow().await(LIMIT)).isEqualTo("yes");
        }
        assertThat(TraceTree.of(receiver, request.traceId()).text())
                .isEqualTo(
                        """
                        request
                          submit approve
                            queue approve 1
                            queue approve 1
                            run approve 1 succeeded
                            run approve 1 waiting
                              step ask succeeded
                        """);
    }

    @Test
    void aJobWithoutAThreadIsTheSameTree() throws Exception {
        try (TracedApplication app = start("memory")) {
            var request = app.request(() -> app.mayfly().<Object>submit("later"));
            request.result().await(LIMIT);
            app.flush();
            assertThat(TraceTree.of(receiver, request.traceId()).text())
                    .isEqualTo(
                            """
                            request
                              submit later
                                queue later 1
                                run later 1 succeeded
                            """);
        }
    }

    @Test
    void aJobThatNobodyTracesBeginsATraceForAllItsAttempts() throws Exception {
        try (TracedApplication app = start("memory")) {
            JobHandle<Object> handle = app.mayfly().submit("order");
            app.awaitBlocked(SystemCallType.JOIN, SystemCallType.WAIT);
            app.scheduler().signal("packed");
            handle.await(LIMIT);
            app.flush();
            List<Span> runs = new TraceTree(receiver.spans()).named("run order");
            assertThat(runs).hasSize(2);
            assertThat(runs)
                    .extracting(Span::getTraceId)
                    .containsOnly(runs.getFirst().getTraceId());
            assertThat(new TraceTree(receiver.spans()).text()).startsWith("submit order\n");
        }
    }

    @Test
    void attributesFollowTheConventionsForMessaging() throws Exception {
        try (TracedApplication app = start("memory")) {
            var request = app.request(() -> app.mayfly().<Object>submit("invoice"));
            request.result().await(LIMIT);
            app.flush();
            TraceTree tree = TraceTree.of(receiver, request.traceId());
            String id = request.result().id().value();

            Span submit = tree.named("submit invoice").getFirst();
            assertThat(submit.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
            assertThat(TraceTree.attributes(submit))
                    .containsEntry("messaging.system", "mayfly")
                    .containsEntry("messaging.operation.name", "submit")
                    .containsEntry("messaging.operation.type", "send")
                    .containsEntry("messaging.destination.name", "default")
                    .containsEntry("messaging.message.id", id)
                    .containsEntry("mayfly.job.name", "invoice");

            Span run = tree.named("run invoice").getFirst();
            assertThat(run.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
            assertThat(TraceTree.attributes(run))
                    .containsEntry("messaging.system", "mayfly")
                    .containsEntry("messaging.operation.name", "run")
                    .containsEntry("messaging.operation.type", "process")
                    .containsEntry("messaging.destination.name", "default")
                    .containsEntry("messaging.message.id", id)
                    .containsEntry("mayfly.job.attempt", "1")
                    .containsEntry("mayfly.outcome", "succeeded");

            Span queue = tree.named("queue invoice").getFirst();
            assertThat(queue.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
            assertThat(queue.getStartTimeUnixNano()).isPositive();
            assertThat(queue.getEndTimeUnixNano())
                    .isGreaterThanOrEqualTo(queue.getStartTimeUnixNano());
        }
    }

    @Test
    void endsAreToldApart() throws Exception {
        String late = TaskTimeoutException.class.getName();
        try (TracedApplication app = start("memory")) {
            assertEnd(app, "stuck", "cancelled", null);
            assertEnd(app, "stuck-later", "cancelled", null);
            assertEnd(app, "late", "timed_out", late);
            assertEnd(app, "late-later", "timed_out", late);
            // To hand on that another was cancelled is a failure, for the job as for its span.
            assertEnd(app, "hands-on", "failed", TaskCancelledException.class.getName());
        }
    }

    private void assertEnd(
            TracedApplication app, String job, String outcome, @Nullable String errorType)
            throws Exception {
        var request = app.request(() -> app.mayfly().<Object>submit(job));
        JobId id = request.result().id();
        if (outcome.equals("cancelled")) {
            Conditions.await(() -> app.jobs().find(id).orElseThrow().progress().done() == 1);
            app.jobs().cancel(id);
        }
        assertThatThrownBy(() -> request.result().await(LIMIT)).isNotNull();
        app.flush();

        Span run = TraceTree.of(receiver, request.traceId()).named("run " + job).getFirst();
        assertThat(TraceTree.attributes(run)).containsEntry("mayfly.outcome", outcome);
        if (errorType == null) {
            assertThat(run.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(TraceTree.attributes(run)).doesNotContainKey("error.type");
            assertThat(run.getEventsList()).isEmpty();
        } else {
            assertThat(run.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(TraceTree.attributes(run)).containsEntry("error.type", errorType);
            assertThat(run.getEventsList())
                    .extracting(Span.Event::getName)
                    .containsExactly("exception");
        }
    }
}
