package dev.mayfly.spring.boot.autoconfigure.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A trace over two nodes: one submits, another runs. */
@Tag("either-mode")
class PostgresTraceTests {

    @Test
    void aJobThatAnotherNodeRunsIsPartOfTheTraceOfItsSubmission() throws Exception {
        try (var server = EmbeddedPostgres.builder().start();
                var receiver = new OtlpReceiver()) {
            TracedApplication.Request<JobHandle<Object>> request;
            try (TracedApplication one =
                    node(server, receiver, "one", "mayfly.queues.default.paused=true")) {
                request = one.request(() -> one.mayfly().submit("order"));
            }
            try (TracedApplication two = node(server, receiver, "two")) {
                var order = two.jobs().handle(request.result().id()).orElseThrow();
                TraceTree tree = TraceTreeTests.order(two, order, receiver, request.traceId());
                assertThat(tree.text()).isEqualTo(TraceTreeTests.ORDER);
            }
        }
    }

    private static TracedApplication node(
            EmbeddedPostgres server, OtlpReceiver receiver, String name, String... more) {
        var properties =
                new ArrayList<>(
                        List.of(
                                "mayfly.store.type=jdbc",
                                "mayfly.store.initialize-schema=always",
                                "spring.datasource.url="
                                        + server.getJdbcUrl("postgres", "postgres"),
                                "mayfly.node-name=" + name));
        properties.addAll(List.of(more));
        return new TracedApplication(receiver, List.of(), properties.toArray(String[]::new));
    }
}
