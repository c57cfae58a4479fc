package dev.mayfly.benchmarks;

import com.sun.management.OperatingSystemMXBean;

import dev.mayfly.benchmarks.forked.Fork;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * What a kernel costs that has nothing to do: the processor time of its whole process over half a
 * minute, in per cent of one processor. Beside it a JVM without a kernel. The kernel has run some
 * tasks before, and has one that waits and one that sleeps.
 */
public final class IdleBenchmark {

    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final Duration WATCHED = Duration.ofSeconds(30);
    private static final int TASKS = 10_000;

    private IdleBenchmark() {}

    /** Every measurement there is. */
    static List<Fork> forks() {
        return List.of(fork("mayfly"), fork("mayfly-portable"), fork("jvm"));
    }

    private static Fork fork(String peer) {
        return new Fork(
                "IdleBenchmark.idle",
                peer,
                "% of a core",
                List.of(),
                IdleBenchmark.class,
                List.of(peer));
    }

    /**
     * Measures in this JVM and prints per cent of a processor.
     *
     * @param args the peer
     * @throws InterruptedException if the caller is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(load(args[0], SETTLING, WATCHED));
        System.exit(0);
    }

    /** Per cent of one processor. */
    static double load(String peer, Duration settling, Duration watched)
            throws InterruptedException {
        switch (peer) {
            case "mayfly" -> useOnce(CoroutineMode.OWNED);
            case "mayfly-portable" -> useOnce(CoroutineMode.PORTABLE);
            case "jvm" -> {}
            default -> throw new IllegalArgumentException("no such peer: " + peer);
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Thread.sleep(settling); // until what was used has been compiled
        long began = System.nanoTime();
        long before = system.getProcessCpuTime();
        Thread.sleep(watched);
        long used = system.getProcessCpuTime() - before;
        return 100.0 * used / (System.nanoTime() - began);
    }

    private static void useOnce(CoroutineMode mode) throws InterruptedException {
        Scheduler scheduler = Schedulers.builder(mode).build();
        scheduler.spawn(task -> {
            task.awaitSignal("never");
            return 0;
        });
        scheduler.spawn(task -> {
            task.sleep(Duration.ofDays(1));
            return 0;
        });
        for (int i = 0; i < TASKS; i++) {
            int value = i;
            scheduler.spawn(task -> value).await().get();
        }
    }
}
