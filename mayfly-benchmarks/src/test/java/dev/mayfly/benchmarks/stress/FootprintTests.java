package dev.mayfly.benchmarks.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class FootprintTests {

    @Test
    void readsThreadsOfBothKindsFromADump() {
        assertThat(
                        Footprint.parse(
                                List.of(
                                        "42",
                                        "#1 \"main\" RUNNABLE 2026-11-21T08:00:00Z",
                                        "    java.base/java.lang.Thread.run(Thread.java:1)",
                                        "#30 \"a \\\"b\\\" virtual\" WAITING",
                                        "#31 \"\" virtual",
                                        "#32 \"task\" virtual TIMED_WAITING")))
                .containsExactly(
                        Map.entry(1L, "platform \"main\""),
                        Map.entry(30L, "platform \"a \\\"b\\\" virtual\""),
                        Map.entry(31L, "virtual \"\""),
                        Map.entry(32L, "virtual \"task\""));
    }

    @Test
    void seesTheThreadsOfThisProcess() throws InterruptedException {
        var ended = new java.util.concurrent.CountDownLatch(1);
        Thread virtual =
                Thread.ofVirtual()
                        .name("seen")
                        .start(() -> {
                            try {
                                ended.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Map<Long, String> threads = Footprint.take().threads();
        ended.countDown();
        virtual.join();
        assertThat(threads)
                .containsEntry(virtual.threadId(), "virtual \"seen\"")
                .containsEntry(
                        Thread.currentThread().threadId(),
                        "platform \"" + Thread.currentThread().getName() + "\"");
    }

    @Test
    void tellsWhatIsNewByKindAndLeavesOutWhatTheJdkKeepsForItself() {
        var before = new Footprint(Map.of(1L, "platform \"main\""), Map.of("socket:", 1), Set.of());
        var after =
                new Footprint(
                        Map.of(
                                1L, "platform \"main\"",
                                2L, "platform \"mayfly-timer\"",
                                3L, "virtual \"task\"",
                                4L, "platform \"ForkJoinPool-1-worker-3\""),
                        Map.of("socket:", 3),
                        Set.of());
        assertThat(after.since(before, "no such marker anywhere"))
                .extracting(Check::toString)
                .containsExactly(
                        "platform \"mayfly-timer\"", "virtual \"task\"", "", "2 of socket:");
    }
}
