package dev.mayfly.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs to get a message into a mailbox and out of it again, many in a row: from the first
 * that is sent until the last was handled. Time a message.
 *
 * <p>Mailboxes take 1000 messages and make senders wait, but for Pekko's and that of the parking
 * queue, which are unbounded: those senders never wait, and their messages stay longer in memory.
 */
public class AgentSendBenchmark extends MailBenchmark {

    static final int MESSAGES = 80_000;

    /** How many send at once. */
    @State(Scope.Benchmark)
    public static class Crowd {

        /** Each sends as many as the others. */
        @Param({"1", "2", "8"})
        public int senders;
    }

    /** One sender. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long oneToOne() throws Exception {
        return send(1);
    }

    /** Some senders, together as many messages. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long manyToOne(Crowd crowd) throws Exception {
        return send(crowd.senders);
    }

    private long send(int senders) throws Exception {
        var sum = new AtomicLong();
        running()
                .send(
                        senders,
                        MESSAGES / senders,
                        message -> sum.setPlain(sum.getPlain() + message));
        return sum.getPlain();
    }
}
