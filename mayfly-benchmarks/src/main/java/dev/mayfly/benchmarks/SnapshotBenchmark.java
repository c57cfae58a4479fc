package dev.mayfly.benchmarks;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What it costs to take a picture of a kernel with a hundred thousand parked tasks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SnapshotBenchmark {

    static final int TASKS = 100_000;

    /** In which mode coroutines run. */
    @Param({"mayfly", "mayfly-portable"})
    public String peer = "";

    private Scheduler scheduler = Scheduler.builder().build();

    /** Starts the tasks: half of them wait, half of them sleep. */
    @Setup(Level.Trial)
    public void start() {
        scheduler.close();
        scheduler =
                Schedulers.builder(
                                peer.equals("mayfly")
                                        ? CoroutineMode.OWNED
                                        : CoroutineMode.PORTABLE)
                        .build();
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            Integer key = i;
            handles.add(
                    scheduler.spawn(task -> {
                        if (key % 2 == 0) {
                            task.sleep(Duration.ofDays(1));
                        } else {
                            task.awaitSignal(key);
                        }
                        return key;
                    }));
        }
        for (TaskHandle<Integer> handle : handles) {
            while (handle.state() != TaskState.WAITING && handle.state() != TaskState.SLEEPING) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void stop() {
        scheduler.shutdown(Duration.ZERO);
    }

    /** One picture, looked at nowhere. */
    @Benchmark
    public KernelSnapshot hundredThousand() {
        return scheduler.snapshot();
    }

    /** One picture, of which the reason of every task is read. */
    @Benchmark
    public long hundredThousandReasons() {
        return scheduler.snapshot().tasks().stream().mapToLong(t -> t.reason().length()).sum();
    }
}
