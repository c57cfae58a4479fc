package dev.mayfly.benchmarks;

import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.channel.Channel;
import dev.mayfly.agents.primitive.channel.EnqueueResult;
import dev.mayfly.agents.primitive.channel.LocalChannel;
import dev.mayfly.kernel.Scheduler;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a channel costs beside the JDK's bounded queues, with nobody in the way: a thousand are put
 * in and then taken out by the same thread. And what a handover costs between two threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChannelBenchmark {

    static final int MESSAGES = 1_000;
    static final int HANDED_OVER = 20_000;

    /** Whose. */
    @Param({"mayfly", "linked-queue", "array-queue"})
    public String peer = "";

    private final Scheduler scheduler = Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).build();
    private final Surroundings surroundings = new Surroundings(scheduler);
    private Pipe pipe = new Queue(new ArrayBlockingQueue<>(MESSAGES));

    /** Makes it. */
    @Setup(Level.Trial)
    public void start() {
        pipe =
                switch (peer) {
                    case "mayfly" -> new Own(new LocalChannel<>(surroundings, "bench", MESSAGES));
                    case "linked-queue" -> new Queue(new LinkedBlockingQueue<>(MESSAGES));
                    case "array-queue" -> new Queue(new ArrayBlockingQueue<>(MESSAGES));
                    default -> throw new IllegalArgumentException("no such peer: " + peer);
                };
    }

    /** Ends the scheduler. */
    @TearDown(Level.Trial)
    public void stop() {
        surroundings.close();
        scheduler.close();
    }

    /** Empties the channel; not measured. */
    @TearDown(Level.Invocation)
    public void empty() {
        while (pipe.tryReceive() != null) {
            // out
        }
    }

    /** Puts in only; time a message. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void enqueue() {
        for (int i = 0; i < MESSAGES; i++) {
            if (!pipe.trySend(i)) {
                throw new IllegalStateException("no room for message " + i);
            }
        }
    }

    /** Puts in, and takes out; time a message. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long enqueueAndDequeue() throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            pipe.trySend(i);
        }
        long sum = 0;
        for (int i = 0; i < MESSAGES; i++) {
            sum += pipe.receive();
        }
        return sum;
    }

    /** One sends and another receives, in tasks; time a message. */
    @Benchmark
    @OperationsPerInvocation(HANDED_OVER)
    public long handover() throws InterruptedException {
        var sender =
                scheduler.spawn(task -> {
                    for (int i = 0; i < HANDED_OVER; i++) {
                        pipe.send(i);
                    }
                    return 0L;
                });
        var receiver =
                scheduler.spawn(task -> {
                    long sum = 0;
                    for (int i = 0; i < HANDED_OVER; i++) {
                        sum += pipe.receive();
                    }
                    return sum;
                });
        var _ = sender.await().get();
        return receiver.await().get();
    }

    private interface Pipe {

        boolean trySend(Integer message);

        void send(Integer message) throws InterruptedException;

        Integer receive() throws InterruptedException;

        @Nullable Integer tryReceive();
    }

    private record Own(Channel<Integer> channel) implements Pipe {

        @Override
        public boolean trySend(Integer message) {
            return channel.trySend(Val.of(message)) == EnqueueResult.SENT;
        }

        @Override
        public void send(Integer message) throws InterruptedException {
            channel.send(Val.of(message));
        }

        @Override
        public Integer receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public @Nullable Integer tryReceive() {
            return channel.tryReceive();
        }
    }

    private record Queue(BlockingQueue<Integer> queue) implements Pipe {

        @Override
        public boolean trySend(Integer message) {
            return queue.offer(message);
        }

        @Override
        public void send(Integer message) throws InterruptedException {
            queue.put(message);
        }

        @Override
        public Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        public @Nullable Integer tryReceive() {
            return queue.poll();
        }
    }
}
