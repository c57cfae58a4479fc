package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicLong;

/** Planted: who wakes is decided by a look before the message is counted. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "one waker")
@Outcome(expect = Expect.FORBIDDEN, desc = "two wake, and the consumer runs twice")
@State
public class PlantedQueueSendersStress {

    private final AtomicLong word = new AtomicLong();

    @Actor
    public void sender(II_Result result) {
        result.r1 = send();
    }

    @Actor
    public void otherSender(II_Result result) {
        result.r2 = send();
    }

    private int send() {
        boolean empty = word.get() == 0;
        word.incrementAndGet();
        return empty ? 1 : 0;
    }
}
