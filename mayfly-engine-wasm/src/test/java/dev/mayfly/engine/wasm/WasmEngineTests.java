package dev.mayfly.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.engine.wasm.SandboxException.Kind;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.task.TaskTimeoutException;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

@Timeout(120)
class WasmEngineTests {

    private static final byte[] ARITHMETIC = Modules.wasm("arithmetic");
    private static final byte[] JSON = Modules.wasm("json");
    private static final Duration NEVER = Duration.ofHours(1);

    private final SandboxSettings settings =
            SandboxSettings.DEFAULTS
                    .withModule("arithmetic", ARITHMETIC)
                    .withModule("json", JSON)
                    .withTimeLimit(NEVER);

    private Scheduler scheduler = scheduler(settings);

    /** A subclass may plant a fault here. */
    SandboxSettings plant(SandboxSettings settings) {
        return settings;
    }

    private Scheduler scheduler(SandboxSettings settings) {
        return Scheduler.builder()
                .engine("w", name -> new WasmEngine(new ThreadedEngine(name, 2), plant(settings)))
                .queue("q", q -> q.engine("w"))
                .build();
    }

    private void use(SandboxSettings changed) {
        scheduler.shutdown(Duration.ZERO);
        scheduler = scheduler(changed);
    }

    @AfterEach
    void close() {
        scheduler.shutdown(Duration.ZERO);
    }

    private <R> TaskHandle<R> submit(Function<Sandbox, R> body) {
        return scheduler.submit("q", task -> body.apply(task.facility(Sandbox.class)));
    }

    private long call(String function, long... arguments) throws InterruptedException {
        return submit(s -> s.program("arithmetic").call(function, arguments).getFirst())
                .await()
                .get();
    }

    private String json(String function, String json) throws InterruptedException {
        return submit(s -> s.program("json").callJson(function, json)).await().get();
    }

    private SandboxException failure(Function<Sandbox, ?> body) throws InterruptedException {
        var end = (JoinResult.Failure<?>) submit(body).await();
        return (SandboxException) end.cause();
    }

    private SandboxException failure(String function, long... arguments)
            throws InterruptedException {
        return failure(s -> s.program("arithmetic").call(function, arguments));
    }

    @Test
    void callsFunctionsOnIntegersInterpretedAndCompiled() throws InterruptedException {
        for (boolean compiled : List.of(false, true)) {
            use(compiled ? settings.withTrustedHashes(Set.of(hash(ARITHMETIC))) : settings);
            assertThat(call("add", 2, -3)).isEqualTo(-1);
            assertThat(call("add", 0xffff_ffffL, 1)).as("without a sign too").isZero();
            assertThat(call("multiply", 1L << 40, -4)).isEqualTo(-(1L << 42));
            assertThat(call("factorial", 20)).isEqualTo(2_432_902_008_176_640_000L);
            assertThat(call("sum", 1_000)).isEqualTo(500_500);
            assertThat(call("minus")).isEqualTo(Integer.MIN_VALUE);
            assertThat(call("pick", 1)).isEqualTo(1_000);
            assertThat(call("pick", 0)).isEqualTo(127);
            assertThat(submit(s -> s.program("arithmetic").call("nothing")).await().get())
                    .isEmpty();
            assertThat(submit(s -> s.program("arithmetic").call("wide")).await().get())
                    .containsExactly(Long.MIN_VALUE, 128L);
            assertThat(scheduler.snapshot().engines().getLast().details().get("modules_compiled"))
                    .isEqualTo(compiled ? 1 : 0);
        }
    }

    private static String hash(byte[] wasm) {
        return LoadedModule.sha256(wasm);
    }

    @Test
    void nothingRemainsFromCallToCall() throws InterruptedException {
        assertThat(call("count")).isEqualTo(1);
        assertThat(call("count")).isEqualTo(1);
    }

    @Test
    void handsJsonOverThroughMemory() throws InterruptedException {
        assertThat(json("echo", "{\"ü\": \"日本\"}")).isEqualTo("{\"ü\": \"日本\"}");
        assertThat(json("measure", "[1,2]")).isEqualTo("{\"length\": 5}");
    }

    @Test
    void refusesModulesThatDoNotKeepTheConventionOfJson() throws InterruptedException {
        assertThat(failure(s -> s.program("json").callJson("number", "{}")))
                .hasMessageContaining("does not take JSON");
        assertThat(failure(s -> s.program("json").callJson("astray", "{}")))
                .hasMessageContaining("outside its memory of 65536");
        SandboxException full =
                failure(s -> s.program("json").callJson("echo", "x".repeat(100_000)));
        assertThat(full.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(full).hasMessageContaining("no room for 100000 bytes");
    }

    @Test
    void saysWhatIsWrongWithACall() throws InterruptedException {
        assertThat(failure("dived", 1, 2).kind()).isEqualTo(Kind.UNKNOWN_FUNCTION);
        assertThat(failure("dived", 1, 2))
                .hasMessageContaining("module \"arithmetic\" exports no function \"dived\"")
                .hasMessageContaining("divide");
        assertThat(failure("divide", 1).kind()).isEqualTo(Kind.WRONG_ARGUMENTS);
        assertThat(failure("divide", 1)).hasMessageContaining("takes 2 arguments and got 1");
        assertThat(failure("add", 1L << 32, 0)).hasMessageContaining("4294967296 is not");
        assertThat(failure(s -> s.program("other")))
                .hasMessageContaining("no module \"other\"; its modules are [arithmetic, json]");
    }

    @Test
    void aTrapEndsTheCallAndNothingElse() throws InterruptedException {
        for (boolean compiled : List.of(false, true)) {
            use(compiled ? settings.withTrustedHashes(Set.of(hash(ARITHMETIC))) : settings);
            assertThat(failure("divide", 1, 0).kind()).isEqualTo(Kind.TRAP);
            assertThat(failure("divide", 1, 0)).hasMessageContaining("integer divide by zero");
            assertThat(failure("trap").kind()).isEqualTo(Kind.TRAP);
            assertThat(failure("peek", 65_536).kind()).isEqualTo(Kind.TRAP);
            assertThat(failure("recurse", 1).kind()).isEqualTo(Kind.TRAP);
            assertThat(call("add", 1, 1)).isEqualTo(2);
        }
    }

    @Test
    void capsMemory() throws InterruptedException {
        use(settings.withMemoryLimit(4 << 16));
        assertThat(call("grow", 3)).isEqualTo(1);
        assertThat(call("grow", 4)).as("refused, as the specification has it").isEqualTo(-1);
        assertThatThrownBy(() -> use(settings.withModule("large", Modules.wasm("large"))))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining(
                        "\"large\" begins with 64000 KiB of memory and may have 16384");
    }

    @Test
    void endsACallThatTakesTooLongAndLeavesNoInterruptBehind() throws InterruptedException {
        for (boolean compiled : List.of(false, true)) {
            SandboxSettings quick = settings.withTimeLimit(Duration.ofMillis(50));
            use(compiled ? quick.withTrustedHashes(Set.of(hash(ARITHMETIC))) : quick);
            TaskHandle<Boolean> task =
                    submit(s -> {
                        assertThatThrownBy(() -> s.program("arithmetic").call("forever"))
                                .isInstanceOfSatisfying(
                                        SandboxException.class,
                                        e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT))
                                .hasMessageContaining("longer than its time limit of PT0.05S");
                        return Thread.currentThread().isInterrupted();
                    });
            assertThat(task.await().get()).isFalse();
        }
    }

    @Test
    void cancelAndTimeOutOfTheTaskEndACall() throws InterruptedException {
        for (boolean compiled : List.of(false, true)) {
            use(compiled ? settings.withTrustedHashes(Set.of(hash(ARITHMETIC))) : settings);
            var computing = new CountDownLatch(1);
            TaskHandle<?> task = scheduler.submit("q", t -> forever(t, computing));
            computing.await();
            task.cancel();
            assertThat(task.await()).isInstanceOf(JoinResult.Cancelled.class);
            assertThat(task.state()).isEqualTo(TaskState.CANCELLED);

            var options = TaskOptions.DEFAULTS.withTimeout(Duration.ofMillis(50));
            TaskHandle<?> late =
                    scheduler.submit("q", options, t -> forever(t, new CountDownLatch(1)));
            assertThat(((JoinResult.Failure<?>) late.await()).cause())
                    .isInstanceOf(TaskTimeoutException.class);
        }
    }

    private static List<Long> forever(TaskContext task, CountDownLatch computing) {
        Sandbox sandbox = task.facility(Sandbox.class);
        computing.countDown();
        return sandbox.program("arithmetic").call("forever");
    }

    @Test
    void grantsImportsOnlyWhereAskedTo() throws InterruptedException {
        byte[] host = Modules.wasm("host");
        var noted = new ConcurrentLinkedQueue<Long>();
        assertThatThrownBy(() ->
                        use(
                                SandboxSettings.DEFAULTS
                                        .withModule("host", host)
                                        .withGrant("env.twice", a -> 2 * a[0])))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("imports env.note, which it was not granted")
                .hasMessageContaining("[env.twice]");

        use(
                SandboxSettings.DEFAULTS
                        .withModule("host", host)
                        .withGrant("env.twice", a -> 2 * a[0])
                        .withGrant(
                                "env.note",
                                a -> {
                                    noted.add(a[0]);
                                    return 0;
                                }));
        assertThat(submit(s -> s.program("host").call("run", -21)).await().get())
                .containsExactly(-42L);
        assertThat(noted).containsExactly(-5L);
    }

    @Test
    void runsNoModuleWhoseHashIsNotAllowed() throws InterruptedException {
        byte[] other = Modules.wasm("json");
        use(SandboxSettings.DEFAULTS.withModule("arithmetic", ARITHMETIC));
        SandboxException refused = failure(s -> s.load(other));
        assertThat(refused.kind()).isEqualTo(Kind.HASH_NOT_ALLOWED);
        assertThat(refused).hasMessageContaining(hash(other));

        use(SandboxSettings.DEFAULTS.withAllowedHashes(Set.of(hash(other))));
        assertThat(submit(s -> s.load(other).callJson("echo", "1")).await().get()).isEqualTo("1");

        SandboxSettings strict =
                SandboxSettings.DEFAULTS
                        .withModule("arithmetic", ARITHMETIC)
                        .withAllowedHashes(Set.of(hash(other)));
        assertThatThrownBy(() -> use(strict)).hasMessageContaining(hash(ARITHMETIC));
    }

    @Test
    void refusesWrongSettingsAndModules() {
        assertThatThrownBy(() -> settings.withAllowedHashes(Set.of("abc")))
                .hasMessageContaining("\"abc\" is no SHA-256");
        assertThatThrownBy(() -> settings.withMemoryLimit(1)).hasMessageContaining("64 KiB");
        assertThatThrownBy(() -> settings.withTimeLimit(Duration.ZERO))
                .hasMessageContaining("not positive");
        assertThatThrownBy(() -> use(settings.withModule("bad", new byte[] {1, 2, 3})))
                .isInstanceOfSatisfying(
                        SandboxException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_MODULE))
                .hasMessageContaining("\"bad\"");
    }

    @Test
    void aStormOfCallsAndCancelsLeavesNothing() throws InterruptedException {
        use(settings.withTimeLimit(Duration.ofMillis(20)));
        List<TaskHandle<List<Long>>> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String function = i % 5 == 0 ? "forever" : "nothing";
            tasks.add(submit(s -> s.program("arithmetic").call(function)));
            if (i % 3 == 0) {
                tasks.get(i / 2).cancel();
            }
        }
        for (TaskHandle<List<Long>> task : tasks) {
            task.await();
        }
        Await.until("all are gone", () -> scheduler.snapshot().tasks().isEmpty());
        assertThat(submit(s -> Thread.currentThread().isInterrupted()).await().get()).isFalse();
    }
}
