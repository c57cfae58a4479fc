package dev.mayfly.console.source.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.JobDetail.Frame;
import dev.mayfly.console.view.JobDetail.FrameRow;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which frames of a stack are shown, which are folded, and what may be in them. */
class StackPartsTests {

    private static StackTraceElement frame(String type) {
        return new StackTraceElement(type, "run", "File.java", 17);
    }

    private static JobDetail.Stand stand(StackTraceElement... frames) {
        return StackParts.of(new TaskHandle.Stack(List.of(frames), 0, "runs on engine e"));
    }

    private static JobDetail.Stand stand(String... types) {
        return stand(
                Stream.of(types).map(StackPartsTests::frame).toArray(StackTraceElement[]::new));
    }

    private static List<String> rows(JobDetail.Stand stand) {
        return stand.rows().stream()
                .map(row ->
                        row.summary().isEmpty() ? row.frames().getFirst().method() : row.summary())
                .toList();
    }

    @Test
    void whatTheApplicationIsMadeWithIsFoldedBetweenItsOwnFrames() {
        JobDetail.Stand stand =
                stand(
                        "java.net.Socket",
                        "org.postgresql.core.Stream",
                        "com.zaxxer.hikari.Proxy",
                        "org.springframework.jdbc.core.JdbcTemplate",
                        "com.acme.Orders",
                        "jdk.internal.reflect.Invoker",
                        "com.acme.OrderJob",
                        "dev.mayfly.spring.internal.BeanCalls",
                        "dev.mayfly.jobs.internal.AttemptRun");
        assertThat(rows(stand))
                .containsExactly(
                        "java.net.Socket.run",
                        "3 frames of libraries and Spring",
                        "com.acme.Orders.run",
                        "jdk.internal.reflect.Invoker.run",
                        "com.acme.OrderJob.run",
                        "2 frames of Mayfly");
        assertThat(stand.rows())
                .flatExtracting(FrameRow::frames)
                .filteredOn(Frame::own)
                .extracting(Frame::method)
                .containsExactly("com.acme.Orders.run", "com.acme.OrderJob.run");
        assertThat(stand.note()).isEqualTo("It runs on engine e.");
        assertThat(stand.text().lines())
                .hasSize(9)
                .startsWith("at java.net.Socket.run(File.java:17)");
    }

    @Test
    void nothingIsFoldedWhereNothingIsTheApplications() {
        assertThat(rows(stand("java.a.A", "java.a.B", "dev.mayfly.jobs.C")))
                .containsExactly("java.a.A.run", "java.a.B.run", "dev.mayfly.jobs.C.run");
        assertThat(stand(new StackTraceElement[0]).rows()).isEmpty();
    }

    @Test
    void proxiesOfTheApplicationsClassesAreNotItsOwn() {
        JobDetail.Stand stand = stand("com.acme.Job", "com.acme.Job$$SpringCGLIB$$0", "java.a.A");
        assertThat(rows(stand))
                .containsExactly("com.acme.Job.run", "2 frames of generated classes and the JDK");
        assertThat(rows(stand("java.a.A", "dev.mayfly.sample.jarwatch.Scan")))
                .as("an application may be of the family")
                .contains("dev.mayfly.sample.jarwatch.Scan.run");
    }

    @Test
    void rowsOfAnotherContentHaveOtherIdsAndEqualOnesAreTold() {
        JobDetail.Stand once = stand("com.acme.Down", "com.acme.Down", "com.acme.Up");
        assertThat(once.rows()).extracting(FrameRow::id).doesNotHaveDuplicates();
        assertThat(once).isEqualTo(stand("com.acme.Down", "com.acme.Down", "com.acme.Up"));
        StackTraceElement moved = new StackTraceElement("com.acme.Up", "run", "File.java", 18);
        assertThat(stand(moved).rows().getFirst().id())
                .isNotEqualTo(stand("com.acme.Up").rows().getFirst().id());
    }

    @Test
    void placesAreSaidAsInAStackTrace() {
        JobDetail.Stand stand =
                stand(
                        new StackTraceElement("a.A", "m", "A.java", -2),
                        new StackTraceElement("a.A", "m", null, -1),
                        new StackTraceElement("a.A", "m", "A.java", -1));
        assertThat(stand.text())
                .isEqualTo("at a.A.m(Native Method)\nat a.A.m(Unknown Source)\nat a.A.m(A.java)\n");
    }

    @Test
    void namesThatAreLongOrHaveControlsInThemStandInOneLineEach() {
        JobDetail.Stand stand =
                stand(
                        new StackTraceElement(
                                "x".repeat(60_000), "m\r\n\tat forged.Frame", "F\u0000\n.java", 1));
        assertThat(stand.text().lines()).hasSize(1);
        assertThat(stand.text())
                .hasSizeLessThan(600)
                .contains("…")
                .contains("F\uFFFD\uFFFD.java:1");
        JobDetail.Stand forged =
                stand(new StackTraceElement("a.A", "m\n\tat forged.Frame", "A.java", 1));
        assertThat(forged.text()).isEqualTo("at a.A.m\uFFFD\uFFFDat forged.Frame(A.java:1)\n");
    }

    @Test
    void whatWasLeftOutIsCounted() {
        var one = new TaskHandle.Stack(List.of(frame("a.A")), 1, "runs");
        var many = new TaskHandle.Stack(List.of(frame("a.A")), 40, "runs");
        assertThat(StackParts.of(one).more()).isEqualTo("1 more frame further out is not shown.");
        assertThat(StackParts.of(many).more()).startsWith("40 more frames further out are");
    }

    private static JobRecord job(JobState state, @Nullable String owner) {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        return new JobRecord(
                new JobEnvelope(
                        new JobId("one"),
                        "one",
                        "q",
                        1,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "here",
                        List.of()),
                state,
                1,
                0,
                1,
                1,
                at,
                at,
                null,
                at,
                null,
                owner,
                0,
                false,
                null,
                null,
                Progress.NONE,
                List.of(),
                null,
                0);
    }

    /** Answers what is asked by the name of the method; nobody asks anything else. */
    private static <T> T answering(Class<T> type, Map<String, ?> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                Objects.requireNonNull(
                                        answers.get(method.getName()), method.getName())));
    }

    private static ConsoleState process(boolean live, Optional<TaskHandle.Stack> stack) {
        JobsState jobs = answering(JobsState.class, Map.of("node", "here"));
        return answering(ConsoleState.class, Map.of("isLive", live, "jobs", jobs, "stack", stack));
    }

    @Test
    void whoRunsItElsewhereIsNamedAndNobodyLooks() {
        ConsoleState unseen = process(true, Optional.empty());
        JobDetail.Stand elsewhere = StackParts.of(job(JobState.RUNNING, "node-2"), unseen);
        assertThat(elsewhere.here()).isFalse();
        assertThat(elsewhere.note()).startsWith("It runs on node node-2").contains("its console");
        JobDetail.Stand here = StackParts.of(job(JobState.RUNNING, "here"), unseen);
        assertThat(here.here()).isTrue();
        assertThat(here.note()).startsWith("No task of this node carries it");
        assertThat(StackParts.of(job(JobState.READY, null), unseen).note()).isEmpty();
        assertThat(
                        StackParts.of(
                                        job(JobState.RUNNING, "here"),
                                        process(false, Optional.empty()))
                                .note())
                .isEqualTo("Stacks are not in a dump.");
    }
}
