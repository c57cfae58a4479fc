package dev.mayfly.spring.boot.autoconfigure.tracing;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskTimeoutException;
import dev.mayfly.spring.boot.autoconfigure.Conditions;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Whole traces, as a collector receives them from a real application. */
class TraceTreeTests {

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
        var all = new java.util.ArrayList<>(List.of(properties));
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
        return new TracedApplication(receiver, all.toArray(String[]::new));
    }

    /** Runs the job that does a bit of everything. */
    private TraceTree order(TracedApplication app) throws Exception {
        var request = app.request(() -> app.mayfly().<Object>submit("order"));
        app.awaitWaiting(2);
        app.scheduler().signal("packed");
        request.result().await(LIMIT);
        app.flush();
        // The invoice ends when it likes.
        Conditions.await(() -> {
            app.flush();
            return !TraceTree.of(receiver, request.traceId()).named("run invoice").isEmpty();
        });
        return TraceTree.of(receiver, request.traceId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "jdbc"})
    void aJobIsOneTreeFromItsSubmissionToWhatItStarts(String store) throws Exception {
        try (TracedApplication app = start(store)) {
            assertThat(order(app).text())
                    .isEqualTo(
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
                            """);
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
    void aTraceGoesOnAfterARestart() throws Exception {
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
            app.awaitWaiting(2);
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
        try (TracedApplication app = start("memory")) {
            var stuck = app.request(() -> app.mayfly().<Object>submit("stuck"));
            var id = stuck.result().id();
            Conditions.await(() -> app.jobs().find(id).orElseThrow().progress().done() == 1);
            app.jobs().cancel(id);
            assertThatThrownBy(() -> stuck.result().await(LIMIT)).isNotNull();
            var late = app.request(() -> app.mayfly().<Object>submit("late"));
            assertThatThrownBy(() -> late.result().await(LIMIT)).isNotNull();
            app.flush();

            Span cancelled = TraceTree.of(receiver, stuck.traceId()).named("run stuck").getFirst();
            assertThat(cancelled.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            assertThat(TraceTree.attributes(cancelled))
                    .containsEntry("mayfly.outcome", "cancelled")
                    .doesNotContainKey("error.type");

            Span expired = TraceTree.of(receiver, late.traceId()).named("run late").getFirst();
            assertThat(expired.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(TraceTree.attributes(expired))
                    .containsEntry("mayfly.outcome", "timed_out")
                    .containsEntry("error.type", TaskTimeoutException.class.getName());
        }
    }
}
