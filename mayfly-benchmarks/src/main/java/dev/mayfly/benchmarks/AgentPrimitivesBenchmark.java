package dev.mayfly.benchmarks;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.promise.LocalPromise;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the primitives cost: a signal that is sent and found, a promise that is made, awaited and
 * completed, a question and its answer, one message to each of a group, and a quorum of five
 * agents.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AgentPrimitivesBenchmark {

    private static final int REPEATED = 1_000;
    private static final int ROUNDS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How the agents' scheduler runs. */
    @Param({"mayfly", "mayfly-portable"})
    public String peer = "";

    private @Nullable World world;

    /** Starts the agents. */
    @Setup(Level.Trial)
    public void start() {
        world = new World(peer.equals("mayfly") ? CoroutineMode.OWNED : CoroutineMode.PORTABLE);
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        world().close();
    }

    private World world() {
        World started = world;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** A signal that nobody waits for, and taking it. */
    @Benchmark
    public boolean signal() {
        var _ = world().mail.scheduler().signal(this);
        return world().mail.scheduler().takeSignal(this);
    }

    /** The JDK's future beside {@link #promise}: made, chained to and completed. */
    @Benchmark
    public int future() {
        var seen = new int[1];
        var future = new CompletableFuture<Integer>();
        var _ = future.thenAccept(value -> seen[0] = value);
        future.complete(1);
        return seen[0];
    }

    /** Made, awaited by a callback, and completed. */
    @Benchmark
    public int promise() {
        var seen = new int[1];
        var promise = new LocalPromise<Integer>(world().surroundings);
        var _ = promise.future().thenAccept(value -> seen[0] = value);
        promise.complete(Val.of(1));
        return seen[0];
    }

    /** A question and its answer, one after the other, asked by a task; time a question. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int ask() throws InterruptedException {
        AgentRef<Question> first = world().members.getFirst();
        return world().mail
                .scheduler()
                .spawn(task -> {
                    int sum = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        sum += first.ask(Question::new, PATIENCE);
                    }
                    return sum;
                })
                .await()
                .get();
    }

    /** Five agents are asked until three agree, asked by a task; time a quorum. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int quorumOfFive() throws InterruptedException {
        Quorum<Integer, Integer> quorum = world().quorum;
        return world().mail
                .scheduler()
                .spawn(task -> {
                    int reached = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        reached += quorum.ask(i, PATIENCE).isReached() ? 1 : 0;
                    }
                    return reached;
                })
                .await()
                .get();
    }

    /** How many are told. */
    @State(Scope.Benchmark)
    public static class Group {

        /** Agents. */
        @Param({"1", "10", "100"})
        public int size;
    }

    /** One message to each of the group, a thousand times, until all are handled; time a round. */
    @Benchmark
    @OperationsPerInvocation(REPEATED)
    public void fanOut(Group group) throws InterruptedException {
        var done = new CountDownLatch(1);
        var left = new AtomicInteger(group.size);
        List<AgentRef<Integer>> agents = new ArrayList<>();
        for (int i = 0; i < group.size; i++) {
            agents.add(
                    world().mail
                            .agents()
                            .spawn(
                                    AgentSpec.<Integer>handler(() ->
                                            (message, self) -> {
                                                if (message == REPEATED - 1
                                                        && left.decrementAndGet() == 0) {
                                                    done.countDown();
                                                }
                                            })));
        }
        for (int i = 0; i < REPEATED; i++) {
            for (AgentRef<Integer> agent : agents) {
                agent.tell(i);
            }
        }
        done.await();
        agents.forEach(AgentRef::stop);
    }

    /** Carries where the answer goes. */
    private record Question(ReplyTo<Integer> replyTo) {}

    private static final class World implements AutoCloseable {

        private static final int MEMBERS = 5;

        private final AgentMail mail;
        private final Surroundings surroundings;
        private final List<AgentRef<Question>> members = new ArrayList<>();
        private final Quorum<Integer, Integer> quorum;

        World(CoroutineMode mode) {
            mail = AgentMail.handlers(mode);
            surroundings = new Surroundings(mail.scheduler());
            List<Voter<Integer, Integer>> voters = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                AgentRef<Question> member =
                        mail.agents()
                                .spawn(
                                        AgentSpec.<Question>handler(() ->
                                                (question, self) -> question.replyTo().tell(1)));
                members.add(member);
                voters.add(new Member(member));
            }
            quorum = new Quorum<>(surroundings, voters, Threshold.majority(MEMBERS));
        }

        @Override
        public void close() throws InterruptedException {
            surroundings.close();
            mail.close();
        }
    }

    private record Member(AgentRef<Question> agent) implements Voter<Integer, Integer> {

        @Override
        public String name() {
            return agent.name();
        }

        @Override
        public CompletionStage<Integer> ask(Integer question) {
            return agent.askLater(Question::new, PATIENCE);
        }
    }
}
