package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What can only be seen in a fresh JVM: the first use of things, and the lack of an option. */
@Timeout(180)
class ForkedJvmTests {

    @TempDir Path folder;

    private record Ended(int code, String output) {}

    private Ended run(Class<?> main, List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-ea", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(100, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as("the JVM hangs: %s", text).isTrue();
        return new Ended(process.exitValue(), text);
    }

    @Test
    void socketsOfTheProcessOutliveTheSchedulerThatUsedThemFirst() throws Exception {
        Ended ended = run(FirstSocketInATask.class, List.of(VirtualThreads.OPTION));

        assertThat(ended.code()).as(ended.output()).isZero();
    }

    @Test
    void theSocketSuiteFindsAHostThreadThatReadsNothing() throws Exception {
        Ended ended =
                run(FirstSocketInATask.class, List.of(VirtualThreads.OPTION, "-Dplanted=true"));

        assertThat(ended.code()).as(ended.output()).isEqualTo(3);
    }

    @Test
    void ownedModeWithoutTheOptionNamesItAndAutoFallsBack() throws Exception {
        Ended ended = run(WithoutTheOption.class, List.of());

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("engine e cannot own its carriers")
                .contains(VirtualThreads.OPTION)
                .contains("mode portable");
    }

    /** Exits with 0 if all is well, 3 if a host's virtual thread hangs in a read. */
    static final class FirstSocketInATask {

        private FirstSocketInATask() {}

        public static void main(String[] arguments) throws Exception {
            Scheduler scheduler =
                    Scheduler.builder()
                            .engine(
                                    "e",
                                    name ->
                                            new CoroutineEngine(
                                                    name,
                                                    CoroutineMode.OWNED,
                                                    CarrierSettings.of(2)))
                            .queue("q", q -> q.engine("e"))
                            .build();
            var goOn = new CountDownLatch(1);
            var outlived = new CompletableFuture<String>();
            boolean first =
                    scheduler
                            .submit(
                                    "q",
                                    t -> {
                                        Thread.ofVirtual().start(() -> outlive(goOn, outlived));
                                        return reads(true);
                                    })
                            .await()
                            .get();
            scheduler.shutdown(Duration.ofSeconds(10));
            goOn.countDown();
            if (!first || !outlived.get(20, TimeUnit.SECONDS).contains("ForkJoinPool")) {
                System.out.println("first " + first + ", " + outlived);
                System.exit(2);
            }
            boolean sends = !Boolean.getBoolean("planted");
            var read = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> read.complete(reads(sends)));
            System.exit(read.completeOnTimeout(false, 10, TimeUnit.SECONDS).get() ? 0 : 3);
        }

        /** A thread that a task started runs on after the end of task and scheduler. */
        private static void outlive(CountDownLatch goOn, CompletableFuture<String> outlived) {
            try {
                goOn.await();
                outlived.complete(reads(true) + " " + Thread.currentThread());
            } catch (InterruptedException e) {
                outlived.completeExceptionally(e);
            }
        }

        /** Blocks in a read, so that the pollers are needed; what comes, comes later. */
        private static boolean reads(boolean sends) {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var left = new Socket(server.getInetAddress(), server.getLocalPort());
                    var right = server.accept()) {
                Thread reader = Thread.currentThread();
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            while (reader.getState() != Thread.State.WAITING) {
                                Thread.onSpinWait();
                            }
                            if (sends) {
                                send(right);
                            }
                        });
                return left.getInputStream().read() == 7;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void send(Socket socket) {
            try {
                socket.getOutputStream().write(7);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Prints what a user sees who forgot the option. */
    static final class WithoutTheOption {

        private WithoutTheOption() {}

        public static void main(String[] arguments) throws Exception {
            try {
                new CoroutineEngine("e", CoroutineMode.OWNED, CarrierSettings.of(1)).close();
                System.exit(2);
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            Scheduler scheduler =
                    Scheduler.builder()
                            .engine("e", name -> new CoroutineEngine(name, 1))
                            .queue("q", q -> q.engine("e"))
                            .build();
            int result = scheduler.submit("q", t -> 42).await().get();
            System.out.println("mode " + scheduler.snapshot().engines().getFirst().mode());
            System.exit(result == 42 ? 0 : 3);
        }
    }
}
